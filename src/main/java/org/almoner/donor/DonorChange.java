package org.almoner.donor;

import java.time.Instant;

/**
 * Another name or address that a donor wrote on their own page.
 *
 * @param donorName what they are called now
 * @param wished what they wrote
 * @param present what holds: now while it waits, and after that what held when it was decided
 * @param state {@code ASKED}, {@code ACCEPTED}, {@code REFUSED} or {@code OVERTAKEN}
 * @param decidedBy who accepted or refused it, or null
 * @param reason why it was refused, or null
 */
public record DonorChange(
        long id,
        long donor,
        String donorName,
        Details wished,
        Details present,
        String state,
        Instant askedAt,
        Instant decidedAt,
        String decidedBy,
        String reason) {

    /** Name and address as donors write them; the address is null where none is known. */
    public record Details(String name, DonorDraft.Address address) {}

    /** Whether somebody has to decide it. */
    public boolean open() {
        return state.equals("ASKED");
    }
}
