package org.almoner.affiliate;

/**
 * An affiliate as screens and API show it.
 *
 * @param flagged came into being by a code in a gift; nobody of staff has looked at it
 */
public record AffiliateView(long id, String code, AffiliateDraft values, boolean flagged, int version) {}
