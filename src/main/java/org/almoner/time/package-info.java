/**
 * The clock, the organisation's calendar, and the pulse of work that is looked for again and again.
 *
 * <p>May know the JDK and the settings. Decision: nothing else asks the system for the time; instants are kept in
 * UTC, and days, months and years are cut here, in the zone of {@code ALMONER_TIME_ZONE}, because a gift on New
 * Year's Eve belongs to the year in which the organisation lives.
 */
package org.almoner.time;
