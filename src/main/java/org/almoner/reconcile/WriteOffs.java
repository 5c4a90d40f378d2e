package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.money.Money;
import org.almoner.reconcile.WriteOff.State;
import org.almoner.reconcile.WriteOffSubjects.Subject;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Gives exceptions up. What stands in the books without an explanation is moved to {@code WRITE_OFFS}, on the day on
 * which it happened; an exception behind which no money stands is accepted without an entry. It is done at once, or waits
 * for a second person where it is about much. The nightly close leaves it alone as long as its cause stays the same, and
 * takes the entry back when the cause is explained after all ({@link Exceptions}).
 */
@ApplicationScoped
public class WriteOffs {

    private static final int REASON_MAX = 500;

    /**
     * A write-off that stands.
     *
     * @param again whether the same person asked for the same before
     */
    public record Asked(long id, boolean waits, boolean again) {}

    private Transactions transactions;
    private WriteOffLimits limits;
    private AuditTrail trail;
    private Calendar calendar;

    protected WriteOffs() {}

    @Inject
    public WriteOffs(Transactions transactions, WriteOffLimits limits, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.limits = limits;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** All that were ever wanted of an exception, the newest first. */
    public List<WriteOff> of(long exception) {
        return transactions.inNew(handle -> select(handle, "exception_id = ? order by id desc", exception));
    }

    public Optional<WriteOff> find(long id) {
        return transactions.inNew(
                handle -> select(handle, "id = ?", id).stream().findFirst());
    }

    /**
     * Says what a write-off would do, and does nothing.
     *
     * @throws Rejection if there is no such exception, it is over, or it cannot be written off
     */
    public WriteOff.Preview preview(long exception) {
        return transactions.inNew(handle -> {
            Subject subject = WriteOffSubjects.find(handle, exception);
            return WriteOffSubjects.preview(handle, subject, limits.needed(subject.matters()));
        });
    }

    /**
     * Writes an exception off, or asks a second person to agree. Safe to repeat: who asks the same again is told what
     * became of it.
     *
     * @throws Rejection for everything for which {@link #preview} would, if there is no reason, or somebody asked before
     */
    public Asked ask(long exception, String reason, String actor) {
        String why = reason == null ? "" : reason.strip();
        if (why.isEmpty() || why.length() > REASON_MAX) {
            throw Rejection.invalid("reason", "write why it is given up, in at most " + REASON_MAX + " characters");
        }
        return transactions.inNew(handle -> {
            Ledger.lock(handle);
            WriteOffSubjects.hold(handle, exception);
            Optional<WriteOff> before =
                    select(handle, "exception_id = ? and state in ('WAITING', 'MADE')", exception).stream()
                            .findFirst();
            if (before.isPresent()) {
                return again(before.get(), why, actor);
            }
            Subject subject = WriteOffSubjects.find(handle, exception);
            boolean two = limits.needed(subject.matters());
            long id = handle.createQuery(ADD)
                    .bind("id", subject.id())
                    .bind("amount", subject.amountMinor())
                    .bind("currency", subject.currency())
                    .bind("account", subject.account())
                    .bind("posted", subject.postedMinor())
                    .bind("basis", subject.basisMinor())
                    .bind("gift", subject.giftId())
                    .bind("stripeAccount", subject.stripeAccount())
                    .bind("livemode", subject.livemode())
                    .bind("state", two ? State.WAITING.name() : State.MADE.name())
                    .bind("reason", why)
                    .bind("two", two)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            record(actor, two ? "write-off-asked" : "written-off", exception, id, why);
            if (!two) {
                make(handle, id, exception, actor);
            }
            return new Asked(id, two, false);
        });
    }

    private static Asked again(WriteOff before, String reason, String actor) {
        if (before.askedBy().equalsIgnoreCase(actor) && before.reason().equals(reason)) {
            return new Asked(before.id(), before.state() == State.WAITING, true);
        }
        throw Rejection.duplicate(
                "status",
                before.state() == State.WAITING
                        ? before.askedBy() + " has asked for that already; somebody else of finance has to agree"
                        : before.askedBy() + " has written it off already");
    }

    /**
     * A second person agrees: it is written off.
     *
     * @throws Rejection if it does not wait, the actor asked for it, or it would not do any more what it said
     */
    public void approve(long id, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            WriteOff asked = waiting(handle, id);
            if (asked.askedBy().equalsIgnoreCase(actor)) {
                throw Rejection.duplicate(
                        "askedBy", "you asked for it yourself; somebody else of finance has to agree");
            }
            WriteOffSubjects.hold(handle, asked.exception());
            Subject now = WriteOffSubjects.find(handle, asked.exception());
            if (!now.same(asked)) {
                throw Rejection.duplicate(
                        "status", "the exception changed since it was asked for; decline it and look at it again");
            }
            decide(handle, id, State.MADE, actor);
            record(actor, "write-off-approved", asked.exception(), id, "");
            make(handle, id, asked.exception(), actor);
            return null;
        });
    }

    /**
     * A second person does not agree, or who asked takes it back.
     *
     * @throws Rejection if it does not wait
     */
    public void decline(long id, String actor) {
        transactions.inNew(handle -> {
            WriteOff asked = waiting(handle, id);
            boolean own = asked.askedBy().equalsIgnoreCase(actor);
            decide(handle, id, own ? State.WITHDRAWN : State.DECLINED, actor);
            record(actor, own ? "write-off-withdrawn" : "write-off-declined", asked.exception(), id, "");
            return null;
        });
    }

    private void make(Handle handle, long id, long exception, String actor) {
        Ledger.post(handle, ENTRY, update -> update.bind("id", id));
        handle.execute(
                "update settlement_exception set written_off = true, resolved_on = ? where id = ?",
                calendar.today(),
                exception);
        Periods.judge(handle, actor, calendar.now());
    }

    private void decide(Handle handle, long id, State state, String actor) {
        handle.execute(
                "update write_off set state = ?, decided_by = ?, decided_at = ? where id = ?",
                state.name(),
                actor,
                calendar.now(),
                id);
    }

    private static WriteOff waiting(Handle handle, long id) {
        WriteOff found = select(handle, "id = ? for update", id).stream()
                .findFirst()
                .orElseThrow(() -> Rejection.unknown("write-off " + id));
        if (found.state() != State.WAITING) {
            throw Rejection.duplicate(
                    "status", "only a write-off that waits can be decided; this one is " + found.state());
        }
        return found;
    }

    private void record(String actor, String deed, long exception, long id, String reason) {
        trail.record(
                actor,
                "exception." + deed,
                "exception",
                Long.toString(exception),
                reason.isEmpty()
                        ? Map.of("writeOff", Long.toString(id))
                        : Map.of("writeOff", Long.toString(id), "reason", reason));
    }

    private static List<WriteOff> select(Handle handle, String where, long id) {
        return handle.createQuery("select * from write_off where " + where)
                .bind(0, id)
                .map((row, context) -> {
                    Timestamp decided = row.getTimestamp("decided_at");
                    return new WriteOff(
                            row.getLong("id"),
                            row.getLong("exception_id"),
                            State.valueOf(row.getString("state")),
                            row.getString("account"),
                            new Money(row.getLong("posted_minor"), row.getString("currency")),
                            row.getString("reason"),
                            row.getBoolean("second_person"),
                            row.getString("asked_by"),
                            row.getTimestamp("asked_at").toInstant(),
                            row.getString("decided_by"),
                            decided == null ? null : decided.toInstant(),
                            row.getObject("reversed_on", LocalDate.class));
                })
                .list();
    }

    private static final String ADD =
            """
            insert into write_off (exception_id, state, amount_minor, currency, account, posted_minor, basis_minor, gift_id,
                                   stripe_account, livemode, reason, second_person, asked_by, asked_at)
            values (:id, :state, :amount, :currency, :account, :posted, :basis, :gift, :stripeAccount, :livemode,
                    :reason, :two, :actor, :now)
            returning id
            """;

    private static final String ENTRY =
            """
            select 'write_off:' || w.id as key, 'WRITE_OFF' as kind,
                   case when w.posted_minor > 0 then 'WRITE_OFFS' else w.account end as debit_role, null::bigint as debit_fund,
                   case when w.posted_minor > 0 then w.account else 'WRITE_OFFS' end as credit_role, null::bigint as credit_fund,
                   abs(w.posted_minor) as amount, w.currency, w.gift_id, x.reference, x.occurred_at, w.stripe_account, w.livemode
            from write_off w
            join settlement_exception x on x.id = w.exception_id
            where w.id = :id and w.account is not null
            """;
}
