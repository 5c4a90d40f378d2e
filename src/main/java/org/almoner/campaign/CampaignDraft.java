package org.almoner.campaign;

import java.time.LocalDate;

/**
 * A campaign as staff write it.
 *
 * @param affiliate code of its owner
 * @param fund code of the fund for gifts that name none, or null for the general one
 * @param goalMinor in minor units of {@code currency}, or null for no goal
 * @param startsOn first day in the organisation's zone, or null
 * @param endsOn last day in the organisation's zone, or null
 * @param sdg the United Nations' sustainable development goal it serves, 1 to 17, or null
 * @param shareLink where people can give, or null
 */
public record CampaignDraft(
        String affiliate,
        String name,
        String description,
        String fund,
        Long goalMinor,
        String currency,
        LocalDate startsOn,
        LocalDate endsOn,
        Integer sdg,
        Campaign.Status status,
        String shareLink) {}
