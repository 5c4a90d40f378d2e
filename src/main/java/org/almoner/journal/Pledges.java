package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.journal.Pledge.State;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Promises to give. One without condition is owed, and income of its fund, from the day it was promised; one with a
 * condition from the day that was met, by an entry between what is owed and the fund's income. A gift by which it is paid is
 * income of its own, so it takes as much out of the income again as it takes from what is owed. What will never be paid is
 * written off, or has lapsed if it never was owed.
 */
@ApplicationScoped
public class Pledges {

    public static final int MOST_INSTALMENTS = 120;

    private static final int TEXT_MAX = 500;

    private record Gift(
            long id, long left, String currency, String fund, String status, Instant receivedAt, boolean used) {}

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Pledges() {}

    @Inject
    public Pledges(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Notes a promise.
     *
     * @return its id
     * @throws Rejection if there is no such donor or fund, or a value does not hold
     */
    public long promise(Pledge.Draft draft, String actor) {
        return transactions.inNew(handle -> {
            Ledger.lock(handle);
            var on = day(draft.on());
            var currency = draft.currency() == null ? "" : draft.currency();
            if (!Currencies.isCode(currency)) {
                throw Rejection.invalid("currency", "write the currency's three capital letters, such as EUR");
            }
            if (draft.minor() == null || draft.minor() <= 0) {
                throw Rejection.invalid("amount", "write an amount above zero");
            }
            var condition = draft.condition() == null || draft.condition().isBlank()
                    ? null
                    : text(draft.condition(), "condition", "write what must happen first", 2 * TEXT_MAX);
            var reference = text(draft.reference(), "reference", "write what the donor signed", TEXT_MAX);
            check(draft, on);
            long donor = known(handle, "select id from donor where id = ?", draft.donor(), "donor");
            long fund = known(handle, "select id from fund where code = ?", draft.fund(), "fund");
            long id = handle.createQuery("insert into pledge (donor_id, fund_id, amount_minor, currency, condition,"
                            + " reference, promised_on, noted_by, noted_at) values (:donor, :fund, :minor, :currency,"
                            + " :condition, :reference, :on, :actor, :now) returning id")
                    .bind("donor", donor)
                    .bind("fund", fund)
                    .bind("minor", draft.minor())
                    .bind("currency", currency)
                    .bind("condition", condition)
                    .bind("reference", reference)
                    .bind("on", on)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            draft.schedule()
                    .forEach(due -> handle.execute(
                            "insert into pledge_instalment (pledge_id, due_on, amount_minor) values (?, ?, ?)",
                            id,
                            due.on(),
                            due.minor()));
            if (condition == null) {
                owe(handle, id, draft.minor(), on);
            }
            record(
                    actor,
                    "pledge.noted",
                    id,
                    Map.of(
                            "amount",
                            new Money(draft.minor(), currency).toString(),
                            "fund",
                            draft.fund(),
                            "reference",
                            reference,
                            "condition",
                            Objects.toString(condition, "∅")));
            return id;
        });
    }

    /**
     * Notes that its condition was met: from that day on it is owed, and income.
     *
     * @param reference what shows it
     * @throws Rejection if there is no such pledge, it has no condition that is open, or the day is before the promise
     */
    public void meet(long id, LocalDate day, String reference, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            var pledge = find(handle, id);
            if (pledge.state() != State.CONDITIONAL) {
                throw Rejection.invalid("status", "it has no open condition: it is " + pledge.state());
            }
            var on = day(day);
            if (on.isBefore(pledge.promisedOn())) {
                throw Rejection.invalid("on", "it was promised on " + pledge.promisedOn() + "; write a later day");
            }
            var shown = text(reference, "reference", "write what shows that the condition was met", TEXT_MAX);
            handle.execute(
                    "update pledge set met_on = ?, met_reference = ?, met_by = ? where id = ?", on, shown, actor, id);
            owe(handle, id, pledge.amount().minor(), on);
            record(actor, "pledge.met", id, Map.of("on", on.toString(), "reference", shown));
            return null;
        });
    }

    /**
     * Has a gift pay a pledge: as much of it as is owed.
     *
     * @throws Rejection if there is no such pledge or gift, nothing is owed, the gift is of another fund or currency, was not
     *     received, or pays a pledge already
     */
    public void pay(long id, String reference, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            var pledge = find(handle, id);
            if (pledge.state() != State.UNCONDITIONAL) {
                throw Rejection.invalid(
                        "status",
                        pledge.state() == State.CONDITIONAL
                                ? "note first that its condition was met; until then nothing is owed"
                                : "nothing of it is owed: it is " + pledge.state());
            }
            var gift = gift(handle, reference, pledge);
            long minor = Math.min(gift.left, pledge.outstanding().minor());
            var owed = calendar.startOf(pledge.metOn() == null ? pledge.promisedOn() : pledge.metOn());
            var at = gift.receivedAt.isBefore(owed) ? owed : gift.receivedAt;
            long payment = handle.createQuery("insert into pledge_payment (pledge_id, gift_id, amount_minor, paid_on,"
                            + " matched_by, matched_at) values (?, ?, ?, ?, ?, ?) returning id")
                    .bind(0, id)
                    .bind(1, gift.id)
                    .bind(2, minor)
                    .bind(3, calendar.dayOf(at))
                    .bind(4, actor)
                    .bind(5, calendar.now())
                    .mapTo(Long.class)
                    .one();
            post(
                    handle,
                    id,
                    "PLEDGE_PAID",
                    ":paid:" + payment,
                    "GIFT_INCOME",
                    "PLEDGES_RECEIVABLE",
                    minor,
                    gift.id,
                    at);
            record(
                    actor,
                    "pledge.paid",
                    id,
                    Map.of("gift", reference, "amount", new Money(minor, gift.currency).toString()));
            return null;
        });
    }

    /**
     * Undoes that a gift paid a pledge, by the reverse entry.
     *
     * @throws Rejection if the pledge has no such payment, that was undone before, or the pledge was ended since
     */
    public void unpay(long id, long payment, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            var pledge = find(handle, id);
            if (pledge.endedOn() != null) {
                throw Rejection.invalid("status", "what was left of it is written off");
            }
            record Undone(long gift, long minor) {}
            var undone = handle.createQuery("update pledge_payment set undone_by = ?, undone_at = ? where id = ?"
                            + " and pledge_id = ? and undone_by is null returning gift_id, amount_minor")
                    .bind(0, actor)
                    .bind(1, calendar.now())
                    .bind(2, payment)
                    .bind(3, id)
                    .map((row, context) -> new Undone(row.getLong(1), row.getLong(2)))
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("payment " + payment + " of pledge " + id));
            post(
                    handle,
                    id,
                    "PLEDGE_UNPAID",
                    ":unpaid:" + payment,
                    "PLEDGES_RECEIVABLE",
                    "GIFT_INCOME",
                    undone.minor,
                    undone.gift,
                    calendar.now());
            record(actor, "pledge.payment.undone", id, Map.of("payment", Long.toString(payment)));
            return null;
        });
    }

    /**
     * Ends it: what is owed is written off; one whose condition was never met has lapsed, which moves nothing.
     *
     * @throws Rejection if there is no such pledge, it is over, or there is no reason
     */
    public void end(long id, String reason, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            var pledge = find(handle, id);
            boolean conditional = pledge.state() == State.CONDITIONAL;
            if (!conditional && pledge.state() != State.UNCONDITIONAL) {
                throw Rejection.invalid("status", "nothing is left of it: it is " + pledge.state());
            }
            var why = text(reason, "reason", "write why it will not be paid", TEXT_MAX);
            var state = conditional ? State.LAPSED : State.WRITTEN_OFF;
            handle.execute(
                    "update pledge set ended_as = ?, ended_on = ?, ended_reason = ?, ended_by = ? where id = ?",
                    state.name(),
                    calendar.today(),
                    why,
                    actor,
                    id);
            if (!conditional) {
                post(
                        handle,
                        id,
                        "PLEDGE_WRITTEN_OFF",
                        ":written_off",
                        "PLEDGES_WRITTEN_OFF",
                        "PLEDGES_RECEIVABLE",
                        pledge.outstanding().minor(),
                        null,
                        calendar.now());
            }
            record(actor, "pledge.ended", id, Map.of("as", state.name(), "reason", why));
            return null;
        });
    }

    private void owe(Handle handle, long id, long minor, LocalDate on) {
        post(handle, id, "PLEDGE", "", "PLEDGES_RECEIVABLE", "GIFT_INCOME", minor, null, calendar.startOf(on));
    }

    private static Gift gift(Handle handle, String reference, Pledge pledge) {
        var gift = handle.createQuery(GIFT)
                .bind("reference", reference == null ? "" : reference.strip())
                .map((row, context) -> new Gift(
                        row.getLong("id"),
                        row.getLong("left_minor"),
                        row.getString("currency"),
                        row.getString("fund"),
                        row.getString("status"),
                        row.getTimestamp("received_at") == null
                                ? null
                                : row.getTimestamp("received_at").toInstant(),
                        row.getBoolean("used")))
                .findOne()
                .orElseThrow(() -> Rejection.invalid("gift", "there is no such gift; write its reference"));
        if (gift.receivedAt == null || !gift.status.equals("RECEIVED") && !gift.status.equals("PARTIALLY_REFUNDED")) {
            throw Rejection.invalid("gift", "only a gift that was received pays a pledge; this one is " + gift.status);
        }
        if (!gift.fund.equals(pledge.fund())
                || !gift.currency.equals(pledge.amount().currency())) {
            throw Rejection.invalid(
                    "gift",
                    "the pledge is for " + pledge.fund() + " in "
                            + pledge.amount().currency() + ", the gift for " + gift.fund + " in " + gift.currency);
        }
        if (gift.used) {
            throw Rejection.duplicate("gift", "this gift pays a pledge already");
        }
        return gift;
    }

    private LocalDate day(LocalDate day) {
        var on = day == null ? calendar.today() : day;
        if (on.isAfter(calendar.today())) {
            throw Rejection.invalid("on", "write today or an earlier day");
        }
        return on;
    }

    private static void check(Pledge.Draft draft, LocalDate on) {
        var schedule = draft.schedule();
        var days = new HashSet<LocalDate>();
        if (schedule.size() > MOST_INSTALMENTS
                || !schedule.stream()
                        .allMatch(due ->
                                due.on() != null && !due.on().isBefore(on) && due.minor() > 0 && days.add(due.on()))) {
            throw Rejection.invalid(
                    "schedule",
                    "write at most " + MOST_INSTALMENTS + " days after the promise, each once and with an amount");
        }
        if (!schedule.isEmpty()
                && schedule.stream().mapToLong(Pledge.Due::minor).reduce(0, Math::addExact) != draft.minor()) {
            throw Rejection.invalid("schedule", "its amounts must add up to what is promised");
        }
    }

    private static Pledge find(Handle handle, long id) {
        return PledgeQueries.find(handle, id).orElseThrow(() -> Rejection.unknown("pledge " + id));
    }

    private static long known(Handle handle, String sql, Object wanted, String field) {
        return handle.createQuery(sql)
                .bind(0, wanted)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid(field, "there is no such " + field));
    }

    private static String text(String text, String field, String remedy, int most) {
        var said = text == null ? "" : text.strip();
        if (said.isEmpty() || said.length() > most || said.chars().anyMatch(Character::isISOControl)) {
            throw Rejection.invalid(field, remedy + ", at most " + most + " characters on one line");
        }
        return said;
    }

    private void record(String actor, String action, long id, Map<String, String> detail) {
        trail.record(actor, action, "pledge", Long.toString(id), detail);
    }

    private static void post(
            Handle handle,
            long id,
            String kind,
            String key,
            String debit,
            String credit,
            long minor,
            Long gift,
            Instant at) {
        long entity = handle.createQuery("select a.legal_entity_id from pledge p join fund f on f.id = p.fund_id"
                        + " join affiliate a on a.id = f.affiliate_id where p.id = ?")
                .bind(0, id)
                .mapTo(Long.class)
                .one();
        Ledger.postFor(handle, entity, WANTED, update -> update.bind("id", id)
                .bind("kind", kind)
                .bind("part", key)
                .bind("debit", debit)
                .bind("credit", credit)
                .bind("minor", minor)
                .bind("gift", gift)
                .bind("at", at));
    }

    /** What is owed has no fund of its own; in the mode of the books: that of the fund's income. */
    private static final String WANTED =
            """
            select 'pledge:' || p.id || :part as key, :kind as kind,
                   :debit as debit_role, case when :debit <> 'PLEDGES_RECEIVABLE' then p.fund_id end as debit_fund,
                   :credit as credit_role, case when :credit <> 'PLEDGES_RECEIVABLE' then p.fund_id end as credit_fund,
                   :minor::bigint as amount, p.currency, :gift::bigint as gift_id, 'pledge:' || p.id as reference,
                   :at::timestamptz as occurred_at, '' as stripe_account,
                   coalesce((select bool_or(a.livemode) from ledger_account a where a.fund_id = p.fund_id), true) as livemode
            from pledge p where p.id = :id
            """;

    private static final String GIFT =
            """
            select g.id, g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor as left_minor,
                   g.currency, f.code as fund, g.status, g.received_at,
                   exists (select from pledge_payment m where m.gift_id = g.id and m.undone_by is null) as used
            from gift g join fund f on f.id = g.fund_id
            where g.reference = :reference
            """;
}
