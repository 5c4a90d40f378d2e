package org.almoner.gift;

import java.time.Instant;

/**
 * What Stripe warns of about a gift.
 *
 * @param kind {@code REVIEW}: it is looked at by hand at Stripe; {@code FRAUD_WARNING}: the card's network takes it for
 *     fraud, and a dispute may follow
 * @param state {@code open} while something may be done, else how it ended in Stripe's word, or {@code closed}
 * @param reason Stripe's own word, any; null if it said none
 */
public record GiftWarning(Instant at, String kind, String id, String state, String reason) {}
