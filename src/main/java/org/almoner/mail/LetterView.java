package org.almoner.mail;

import java.time.Instant;
import java.util.UUID;

/**
 * A letter in the outbox as screens and API show it.
 *
 * @param kind who writes it
 * @param state {@code QUEUED}, {@code SENDING}, {@code SENT}, {@code FAILED}, {@code BOUNCED}, {@code SUPPRESSED} or
 *     {@code DROPPED}
 * @param donor id, or null for staff
 * @param receipt number of the receipt it carries, or null
 * @param attempts the server's answers about it
 * @param nextAt when it is tried next; of one that waits
 * @param reply what was said about it last, or null
 */
public record LetterView(
        UUID id,
        String kind,
        String state,
        String recipient,
        Long donor,
        String donorName,
        String receipt,
        int attempts,
        Instant createdAt,
        Instant nextAt,
        Instant sentAt,
        String reply) {

    /** Whether it was not delivered, and will not be by itself. */
    public boolean undelivered() {
        return state.equals("FAILED") || state.equals("BOUNCED") || state.equals("SUPPRESSED");
    }
}
