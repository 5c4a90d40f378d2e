package org.almoner.campaign;

/**
 * An appeal as screens and API show it.
 *
 * @param campaign code of the campaign, or null for one that a gift named without a campaign
 * @param flagged came into being by a code in a gift; nobody of staff has looked at it
 */
public record AppealView(long id, String campaign, String code, String name, boolean flagged, int version) {}
