package org.almoner.campaign;

import java.time.Instant;

/**
 * A campaign as screens and API show it.
 *
 * @param flagged came into being by a code in a gift; nobody of staff has looked at it
 */
public record CampaignView(
        long id, String code, CampaignDraft values, boolean flagged, Instant createdAt, int version) {}
