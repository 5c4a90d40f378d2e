package org.almoner.journal;

import java.time.Instant;
import java.time.YearMonth;
import java.util.stream.Stream;

/**
 * A rule of the mapping, as it was saved; only its last month is ever set later.
 *
 * @param to the last month it holds, or null; before its first month: it never held
 */
public record MappingRule(
        long id,
        Draft values,
        YearMonth from,
        YearMonth to,
        String createdBy,
        Instant createdAt,
        String endedBy,
        Instant endedAt) {

    /**
     * What a rule says: which sides of entries belong to which account. A null asks nothing.
     *
     * @param entity code of a legal entity
     * @param role one of {@link LedgerRole#ALL}
     * @param fund code of a fund
     * @param channel how the money came: {@code stripe}, an account's id, or how an offline gift was paid
     * @param account number in the entity's chart
     * @param department cost centre or class of the other system; may be empty
     * @param project may be empty
     */
    public record Draft(
            String entity,
            String role,
            String fund,
            String channel,
            Restriction restriction,
            String currency,
            String account,
            String department,
            String project) {

        public Draft {
            department = department == null ? "" : department.strip();
            project = project == null ? "" : project.strip();
        }

        /** How many things it asks for; of two that fit, the one that asks for more holds. */
        public long named() {
            return Stream.of(entity, role, fund, channel, restriction, currency)
                    .filter(value -> value != null)
                    .count();
        }
    }

    /** The classes of ASC 958. */
    public enum Restriction {
        WITHOUT_DONOR_RESTRICTIONS,
        WITH_DONOR_RESTRICTIONS
    }

    /** Whether it holds in a month. */
    public boolean holds(YearMonth month) {
        return !from.isAfter(month) && (to == null || !to.isBefore(month));
    }

    /** Whether it was taken back before it ever held. */
    public boolean voided() {
        return to != null && to.isBefore(from);
    }
}
