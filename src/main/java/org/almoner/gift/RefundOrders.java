package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What staff want given back. An order is born REQUESTED when a second person has to agree, else APPROVED; that other
 * person makes it APPROVED or DECLINED, who asked can make it WITHDRAWN while Stripe has not heard of it; then
 * {@link RefundErrands} carries it to Stripe and it ends SENT or REFUSED. Its money is counted nowhere but in the refund
 * that Stripe tells of, so nothing counts twice.
 *
 * <p>Never is more ordered than what is left of a gift: the database refuses it, whoever asks at the same moment.
 */
@ApplicationScoped
public class RefundOrders {

    /** Stripe's reasons, of which {@code fraudulent} also puts the payer on its block lists. */
    public static final List<String> REASONS = List.of("duplicate", "fraudulent", "requested_by_customer");

    private static final int NOTE_MAX = 500;

    /**
     * An order that stands.
     *
     * @param again whether it was made before, by the same person under the same key
     */
    public record Ordered(long id, boolean secondPerson, boolean again) {}

    /** A gift as far as giving it back goes. */
    record Subject(
            long id,
            String reference,
            String stripeAccount,
            String foundBy,
            String status,
            String currency,
            long receivedMinor,
            long refundedMinor,
            long orderedMinor,
            long leftMinor,
            Long campaignId) {

        Money money(long minor) {
            return new Money(minor, currency);
        }
    }

    /** An order that somebody decides on. */
    record Waiting(long id, String state, int attempts, String requestedBy) {}

    private Transactions transactions;
    private SecondPerson secondPerson;
    private AuditTrail trail;
    private Calendar calendar;

    protected RefundOrders() {}

    @Inject
    public RefundOrders(Transactions transactions, SecondPerson secondPerson, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.secondPerson = secondPerson;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** What can be given back of this gift now; empty when there is no such gift. */
    public Optional<Money> left(String gift) {
        return transactions.inNew(
                handle -> subject(handle, gift).map(found -> found.money(giveable(found) ? found.leftMinor : 0)));
    }

    /**
     * Says what a refund would do, and does nothing.
     *
     * @throws Rejection for everything for which {@link #order} would refuse
     */
    public RefundPreview preview(String gift, RefundDraft draft) {
        return transactions.inNew(handle -> {
            Subject subject = known(handle, gift);
            Money amount = checked(subject, draft);
            return preview(handle, subject, amount, subject.leftMinor, needsSecond(subject, amount));
        });
    }

    /** The same for an order that is not sent yet, for whoever decides about it; empty for any other. */
    public Optional<RefundPreview> preview(long id) {
        return transactions.inNew(handle -> handle.createQuery(OPEN)
                .bind("id", id)
                .map((row, context) -> {
                    Subject subject = known(handle, row.getString("reference"));
                    Money amount = subject.money(row.getLong("amount_minor"));
                    // what is left to others is less this order already
                    return preview(
                            handle,
                            subject,
                            amount,
                            subject.leftMinor + amount.minor(),
                            row.getBoolean("second_person"));
                })
                .findOne());
    }

    /**
     * Orders a refund. Safe to repeat under the same key: the first order is given again.
     *
     * @param actor who wants it, by e-mail address
     * @param key the caller's own name for this request, or null
     * @throws Rejection if there is no such gift, it cannot be given back, a value does not hold, or the key was used for
     *     something else
     */
    public Ordered order(String gift, RefundDraft draft, String actor, String key) {
        return transactions.inNew(handle -> {
            // first the lock and then the look: what was read while waiting would be old
            handle.execute("select 1 from gift where reference = ? for update", gift);
            Subject subject = known(handle, gift);
            Optional<Ordered> before = key == null ? Optional.empty() : before(handle, subject, draft, actor, key);
            if (before.isPresent()) {
                return before.get();
            }
            Money amount = checked(subject, draft);
            boolean two = needsSecond(subject, amount);
            long id = handle.createQuery(INSERT)
                    .bind("gift", subject.id)
                    .bind("amount", amount.minor())
                    .bind("currency", amount.currency())
                    .bind("reason", draft.reason())
                    .bind("note", note(draft))
                    .bind("two", two)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .bind("key", key)
                    .mapTo(Long.class)
                    .one();
            record(
                    actor,
                    "refund.ordered",
                    id,
                    Map.of("gift", gift, "amount", amount.toString(), "reason", draft.reason()));
            return new Ordered(id, two, false);
        });
    }

    /**
     * A second person agrees: it goes to Stripe.
     *
     * @throws Rejection if there is no such order, it does not wait, or the actor asked for it
     */
    public void approve(long id, String actor) {
        transactions.inNew(handle -> {
            Waiting order = waiting(handle, id);
            if (!order.state.equals(RefundState.REQUESTED.name())) {
                throw Rejection.duplicate(
                        "status", "only an order that waits can be approved; this one is " + order.state);
            }
            if (order.requestedBy.equalsIgnoreCase(actor)) {
                throw Rejection.duplicate(
                        "requestedBy", "you asked for it yourself; somebody else who may refund has to approve it");
            }
            decide(handle, id, RefundState.APPROVED, actor);
            record(actor, "refund.approved", id, Map.of());
            return null;
        });
    }

    /**
     * A second person does not agree, or who asked takes it back.
     *
     * @throws Rejection if there is no such order, or Stripe may have heard of it already
     */
    public void decline(long id, String actor) {
        transactions.inNew(handle -> {
            Waiting order = waiting(handle, id);
            boolean open = order.state.equals(RefundState.REQUESTED.name())
                    || order.state.equals(RefundState.APPROVED.name()) && order.attempts == 0;
            if (!open) {
                throw Rejection.duplicate(
                        "status",
                        "only an order that Stripe has not heard of can be declined; this one is " + order.state);
            }
            boolean own = order.requestedBy.equalsIgnoreCase(actor);
            decide(handle, id, own ? RefundState.WITHDRAWN : RefundState.DECLINED, actor);
            record(actor, own ? "refund.withdrawn" : "refund.declined", id, Map.of());
            return null;
        });
    }

    private void decide(Handle handle, long id, RefundState state, String actor) {
        handle.createUpdate("update refund_order set state = :state, decided_by = :actor, decided_at = :now,"
                        + " next_at = case when :state = 'APPROVED' then :now::timestamptz end where id = :id")
                .bind("state", state.name())
                .bind("actor", actor)
                .bind("now", calendar.now())
                .bind("id", id)
                .execute();
    }

    private void record(String actor, String action, long id, Map<String, String> detail) {
        trail.record(actor, action, "refund", Long.toString(id), detail);
    }

    private static Waiting waiting(Handle handle, long id) {
        return handle.createQuery(
                        "select id, state, attempts, requested_by from refund_order where id = :id for update")
                .bind("id", id)
                .map(ConstructorMapper.of(Waiting.class))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("refund " + id));
    }

    private static Subject known(Handle handle, String gift) {
        return subject(handle, gift).orElseThrow(() -> Rejection.unknown("gift " + gift));
    }

    private static Optional<Subject> subject(Handle handle, String gift) {
        return handle.createQuery(SUBJECT)
                .bind("gift", gift)
                .map(ConstructorMapper.of(Subject.class))
                .findOne();
    }

    private static Optional<Ordered> before(
            Handle handle, Subject subject, RefundDraft draft, String actor, String key) {
        return handle.createQuery(BEFORE)
                .bind("actor", actor)
                .bind("key", key)
                .bind("gift", subject.id)
                .bind("amount", draft.amountMinor())
                .bind("reason", draft.reason())
                .bind("note", note(draft))
                .map((row, context) -> {
                    if (!row.getBoolean("same")) {
                        throw Rejection.duplicate(
                                "Idempotency-Key",
                                "this key was used for another refund; take a new one for a new refund");
                    }
                    return new Ordered(row.getLong("id"), row.getBoolean("second_person"), true);
                })
                .findOne();
    }

    private static boolean giveable(Subject subject) {
        return List.of("RECEIVED", "PARTIALLY_REFUNDED").contains(subject.status)
                && !subject.foundBy.equals("KEYED")
                && !subject.stripeAccount.startsWith("acct_");
    }

    private static Money checked(Subject subject, RefundDraft draft) {
        if (!giveable(subject)) {
            throw Rejection.duplicate("gift", whyNot(subject));
        }
        if (subject.leftMinor == 0) {
            throw Rejection.duplicate(
                    "gift",
                    subject.orderedMinor > 0
                            ? "nothing is left of it beside the refunds that are ordered already; decline one of them first"
                            : "nothing is left of it to give back");
        }
        List<Fault> faults = new ArrayList<>();
        long minor = draft.amountMinor() == null ? subject.leftMinor : draft.amountMinor();
        if (draft.currency() != null && !draft.currency().equals(subject.currency)) {
            faults.add(new Fault("currency", "the gift was in " + subject.currency + "; write that"));
        }
        long step = step(subject.currency);
        if (minor <= 0 || minor % step != 0) {
            faults.add(new Fault(
                    "amount",
                    step == 1
                            ? "write an amount above zero"
                            : "write an amount above zero that " + step + " minor units of " + subject.currency
                                    + " divide"));
        } else if (minor > subject.leftMinor) {
            faults.add(new Fault(
                    "amount",
                    "at most " + subject.money(subject.leftMinor) + " is left to give back; write that or less"));
        }
        if (draft.reason() == null || !REASONS.contains(draft.reason())) {
            faults.add(new Fault("reason", "write one of " + String.join(", ", REASONS)));
        }
        if (note(draft).length() > NOTE_MAX) {
            faults.add(new Fault("note", "write at most " + NOTE_MAX + " characters"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return subject.money(minor);
    }

    /** Stripe takes no thousandths, and no cents where there are none (docs.stripe.com/currencies, "special cases"). */
    private static long step(String currency) {
        int cut = Currencies.exponent(currency) - Math.min(2, Currencies.printedPlaces(currency));
        return cut == 0 ? 1 : cut == 1 ? 10 : 100;
    }

    private static String whyNot(Subject subject) {
        if (subject.foundBy.equals("KEYED")) {
            return "it did not come through Stripe; give it back the way it came";
        }
        if (subject.stripeAccount.startsWith("acct_")) {
            return "it came through the Stripe account " + subject.stripeAccount + "; give it back in its dashboard";
        }
        return "only a gift that was received can be given back; this one is " + subject.status;
    }

    private boolean needsSecond(Subject subject, Money amount) {
        return secondPerson.needed(
                amount.plus(subject.money(subject.refundedMinor)).plus(subject.money(subject.orderedMinor)));
    }

    private static RefundPreview preview(Handle handle, Subject subject, Money amount, long leftMinor, boolean second) {
        List<String> receipts = handle.createQuery(
                        "select r.number from receipted_gift x join receipt r on r.id = x.receipt_id"
                                + " where x.gift_id = :gift and x.stands")
                .bind("gift", subject.id)
                .mapTo(String.class)
                .list();
        GiftView.Named campaign = null;
        Money raised = null;
        if (subject.campaignId != null) {
            campaign = handle.createQuery("select code, name from campaign where id = :id")
                    .bind("id", subject.campaignId)
                    .map((row, context) -> new GiftView.Named(row.getString("code"), row.getString("name")))
                    .one();
            raised = subject.money(handle.createQuery(RAISED)
                    .bind("id", subject.campaignId)
                    .bind("currency", subject.currency)
                    .mapTo(Long.class)
                    .one());
        }
        boolean all = subject.refundedMinor + amount.minor() >= subject.receivedMinor;
        Money left = subject.money(leftMinor);
        return new RefundPreview(
                subject.reference,
                amount,
                left,
                left.minus(amount),
                GiftStatus.valueOf(subject.status),
                all ? GiftStatus.REFUNDED : GiftStatus.PARTIALLY_REFUNDED,
                receipts,
                campaign,
                raised,
                raised == null ? null : raised.minus(amount),
                second);
    }

    private static String note(RefundDraft draft) {
        return draft.note() == null ? "" : draft.note().strip();
    }

    private static final String SUBJECT =
            """
            select g.id, g.reference, g.stripe_account, g.found_by, g.status, g.currency, g.received_minor,
                   g.refunded_minor, left_.ordered_minor, left_.left_minor, g.campaign_id
            from gift g join gift_refundable left_ on left_.gift_id = g.id
            where g.reference = :gift
            """;

    private static final String OPEN =
            """
            select g.reference, o.amount_minor, o.second_person from refund_order o join gift g on g.id = o.gift_id
            where o.id = :id and (o.state = 'REQUESTED' or o.state = 'APPROVED' and o.attempts = 0)
            """;

    private static final String RAISED =
            """
            select coalesce(sum(received_minor - refunded_minor - charged_back_minor), 0)::bigint from gift
            where campaign_id = :id and currency = :currency
            """;

    private static final String BEFORE =
            """
            select id, second_person,
                   gift_id = :gift and amount_minor = coalesce(:amount::bigint, amount_minor)
                   and reason = :reason::text and note = :note as same
            from refund_order where requested_by = :actor and client_key = :key
            """;

    private static final String INSERT =
            """
            insert into refund_order (gift_id, amount_minor, currency, reason, note, second_person, state, requested_by,
                                      requested_at, client_key, next_at)
            values (:gift, :amount, :currency, :reason, :note, :two, case when :two then 'REQUESTED' else 'APPROVED' end,
                    :actor, :now, :key, case when not :two then :now::timestamptz end)
            returning id
            """;
}
