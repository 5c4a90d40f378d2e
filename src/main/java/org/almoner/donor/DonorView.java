package org.almoner.donor;

import java.time.Instant;

/**
 * A donor as screens and API show them.
 *
 * @param mergedInto id of the donor they turned out to be, or null
 */
public record DonorView(
        long id, DonorDraft values, Instant createdAt, Instant updatedAt, Long mergedInto, int version) {}
