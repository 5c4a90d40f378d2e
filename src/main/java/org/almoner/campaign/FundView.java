package org.almoner.campaign;

/**
 * A fund as screens and API show it.
 *
 * @param flagged came into being by a code in a gift; nobody of staff has looked at it
 */
public record FundView(long id, String code, FundDraft values, boolean flagged, int version) {}
