package org.almoner.donor;

import java.time.Instant;

/**
 * What a donor last said about being written to.
 *
 * @param channel {@code EMAIL}, {@code POST}, {@code PHONE}, {@code SMS}
 * @param purpose {@code RECEIPTS}, {@code NEWS}, {@code APPEALS}
 * @param source where they said it
 */
public record Consent(String channel, String purpose, boolean given, Instant at, String source) {}
