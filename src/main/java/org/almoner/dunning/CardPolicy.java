package org.almoner.dunning;

/**
 * Whether donors are told that the card of their plan is about to expire.
 *
 * @param daysAhead how many days before, at most
 */
public record CardPolicy(boolean enabled, int daysAhead, int version) {

    public static final int MOST_DAYS = 90;
}
