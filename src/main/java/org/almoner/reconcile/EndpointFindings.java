package org.almoner.reconcile;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What was found when Stripe was last asked about its webhook endpoint. */
public final class EndpointFindings {

    /**
     * One requirement.
     *
     * @param outcome {@code OPEN} when Stripe did not say
     * @param detail what was found, in words; may be empty
     */
    public record Finding(
            StripeEndpoint.Requirement requirement, Checks.Outcome outcome, String detail, Instant askedAt) {

        public boolean broken() {
            return outcome == Checks.Outcome.BROKEN;
        }
    }

    private EndpointFindings() {}

    /** All requirements in their order; empty before Stripe was asked about the account the first time. */
    public static List<Finding> newest(Handle handle, String account) {
        return handle.createQuery("select requirement, outcome, detail, asked_at from endpoint_finding"
                        + " where stripe_account = :account order by position")
                .bind("account", account)
                .map((row, context) -> new Finding(
                        StripeEndpoint.Requirement.valueOf(row.getString("requirement")),
                        Checks.Outcome.valueOf(row.getString("outcome")),
                        row.getString("detail"),
                        row.getTimestamp("asked_at").toInstant()))
                .list();
    }

    /** Puts what was found now in place of what was found before, inside a transaction. */
    public static void keep(Handle handle, String account, List<Finding> findings) {
        handle.execute("delete from endpoint_finding where stripe_account = ?", account);
        var batch = handle.prepareBatch("insert into endpoint_finding (stripe_account, requirement, position, outcome,"
                + " detail, asked_at) values (?, ?, ?, ?, ?, ?)");
        for (Finding finding : findings) {
            batch.add(
                    account,
                    finding.requirement().name(),
                    finding.requirement().ordinal(),
                    finding.outcome().name(),
                    finding.detail(),
                    finding.askedAt());
        }
        batch.execute();
    }
}
