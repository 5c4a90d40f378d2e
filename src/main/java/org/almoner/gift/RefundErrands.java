package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Orders on their way to Stripe. An order is taken in a transaction of its own before Stripe hears of it; who took it
 * says what became of it, and if nobody does (the process was killed), it can be taken again after a while.
 */
@ApplicationScoped
public class RefundErrands {

    /** Longer than a call and a look at Stripe's list can last. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int TROUBLE_MAX = 1_000;

    /**
     * One to carry out.
     *
     * @param gift the PaymentIntent
     * @param account the Stripe account it came through, by our name
     * @param key ours towards Stripe, the same at every attempt
     * @param attempt counted from 1; a later one must look first whether Stripe has done it
     */
    public record Errand(
            long id,
            String gift,
            String account,
            boolean livemode,
            Money amount,
            String reason,
            String key,
            int attempt) {}

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected RefundErrands() {}

    @Inject
    public RefundErrands(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** Takes the next one that is due, so that nobody else does; committed when this returns. */
    public Optional<Errand> take() {
        return transactions.inNew(handle -> handle.createQuery(TAKE)
                .bind("now", calendar.now())
                .bind("until", calendar.now().plus(LEASE))
                .map((row, context) -> new Errand(
                        row.getLong("id"),
                        row.getString("reference"),
                        row.getString("stripe_account"),
                        row.getBoolean("livemode"),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        row.getString("reason"),
                        row.getString("idempotency_key"),
                        row.getInt("attempts")))
                .findOne());
    }

    /**
     * Stripe has done it.
     *
     * @param handle inside the transaction that also takes in the refund, so that the money and the order are one
     */
    public void sent(Handle handle, Errand errand, String refund) {
        int changed = handle.createUpdate("update refund_order set state = 'SENT', refund_id = :refund, sent_at = :now,"
                        + " next_at = null, trouble = null where id = :id and state = 'SENDING'")
                .bind("refund", refund)
                .bind("now", calendar.now())
                .bind("id", errand.id)
                .execute();
        if (changed == 1) {
            record("refund.sent", errand, Map.of("refund", refund));
        }
    }

    /** Stripe will not, in its words. */
    public void refused(Errand errand, String words) {
        transactions.inNew(handle -> {
            int changed = handle.createUpdate(
                            "update refund_order set state = 'REFUSED', trouble = :words, next_at = null"
                                    + " where id = :id and state = 'SENDING'")
                    .bind("words", cut(words))
                    .bind("id", errand.id)
                    .execute();
            if (changed == 1) {
                record("refund.refused", errand, Map.of("words", cut(words)));
            }
            return null;
        });
    }

    /** Nobody knows: to be tried again, each time a little later. */
    public void delayed(Errand errand, String trouble) {
        Duration pause = Duration.ofSeconds(5L << Math.min(errand.attempt - 1, 10));
        Duration wait = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        transactions.inNew(handle -> handle.createUpdate(
                        "update refund_order set next_at = :next, trouble = :trouble where id = :id and state = 'SENDING'")
                .bind("next", calendar.now().plus(wait))
                .bind("trouble", cut(trouble))
                .bind("id", errand.id)
                .execute());
    }

    private void record(String action, Errand errand, Map<String, String> detail) {
        trail.record("system", action, "refund", Long.toString(errand.id), detail);
    }

    private static String cut(String text) {
        return text.length() <= TROUBLE_MAX ? text : text.substring(0, TROUBLE_MAX);
    }

    private static final String TAKE =
            """
            update refund_order o set state = 'SENDING', attempts = o.attempts + 1, next_at = :until
            from gift g
            where g.id = o.gift_id and o.id = (
                select id from refund_order where state in ('APPROVED', 'SENDING') and next_at <= :now
                order by next_at, id limit 1 for update skip locked)
            returning o.id, g.reference, g.stripe_account, g.livemode, o.amount_minor, o.currency, o.reason, o.idempotency_key, o.attempts
            """;
}
