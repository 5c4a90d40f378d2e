package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Makes journal batches. A batch is born from a month that is balanced or closed, with everything of it that is in no
 * other batch; it gets its entity's next number and never changes. What was wrong is taken back by another batch, and what
 * it had in it can then be taken over again.
 */
@ApplicationScoped
public class Journals {

    private static final int REASON_MAX = 500;
    private static final int REFERENCE_MAX = 100;

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Journals() {}

    @Inject
    public Journals(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** Keeps whoever makes batches or changes rules from doing so at the same time. */
    static void lock(Handle handle) {
        handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended('journal', 0))) as locked")
                .mapTo(Integer.class)
                .one();
    }

    /** Says what a batch would have in it, and keeps nothing; lines are those of the whole month. */
    public JournalPreview preview(JournalWish wish) {
        return transactions.inNew(handle -> {
            long entity = Entities.id(handle, wish.entity());
            var whole = new JournalWish(wish.entity(), wish.month(), wish.currency(), JournalWish.Granularity.MONTH);
            var workings = new Workings(handle, whole, entity, calendar, false).resolve();
            var unmapped = workings.unmapped();
            return new JournalPreview(
                    wish,
                    status(handle, entity, wish.month()),
                    unmapped.isEmpty() ? workings.lines() : List.of(),
                    workings.totals(),
                    unmapped,
                    workings.entries());
        });
    }

    /**
     * That entries have no account.
     *
     * @param entity code of the legal entity
     * @param kinds how many kinds of entries
     */
    public record Missing(String entity, int kinds) {}

    /** In whose books entries of a month have no account, the first legal entity first. */
    public List<Missing> unmapped(YearMonth month) {
        return transactions.inNew(handle -> {
            var found = new ArrayList<Missing>();
            var entities = handle.createQuery(
                            """
                            select e.code from legal_entity e
                            where e.id in (select legal_entity_id from ledger_posting where booked_month = :month)
                            order by e.id <> 1, e.code""")
                    .bind("month", month.atDay(1))
                    .mapTo(String.class)
                    .list();
            for (String entity : entities) {
                var wish = new JournalWish(entity, month, null, JournalWish.Granularity.MONTH);
                int kinds = new Workings(handle, wish, Entities.id(handle, entity), calendar, false)
                        .resolve()
                        .unmapped()
                        .size();
                if (kinds > 0) {
                    found.add(new Missing(entity, kinds));
                }
            }
            return found;
        });
    }

    /**
     * Makes a batch.
     *
     * @return its id
     * @throws Rejection if the month is not settled, something has no account, or nothing is left to take over
     */
    public long make(JournalWish wish, String actor) {
        return transactions.inNew(handle -> {
            lock(handle);
            // nobody posts meanwhile, so that the entries that were added up are the ones that are taken over
            Ledger.lock(handle);
            long entity = Entities.id(handle, wish.entity());
            String status = status(handle, entity, wish.month());
            if (status.equals("OPEN")) {
                throw Rejection.duplicate(
                        "month",
                        "the month " + wish.month() + " is open; a journal is made once it is balanced or closed");
            }
            var workings = new Workings(handle, wish, entity, calendar, false).resolve();
            if (workings.entries() == 0) {
                throw Rejection.duplicate("month", "everything of " + wish.month() + " is in a batch already");
            }
            int unmapped = workings.unmapped().size();
            if (unmapped > 0) {
                throw Rejection.duplicate(
                        "mapping", unmapped + " kinds of entries have no account; write rules for them first");
            }
            long batch = head(handle, entity, wish, workings.entries(), null, "", actor);
            workings.keep(batch);
            trail.record(
                    actor,
                    "journal.made",
                    "journal",
                    Long.toString(batch),
                    Map.of("entity", wish.entity(), "month", wish.month().toString()));
            return batch;
        });
    }

    /**
     * Takes a batch back by another one with its sides exchanged.
     *
     * @param reason why; kept with the new batch
     * @return id of the new batch
     * @throws Rejection if there is no such batch, it does not stand any more, or there is no reason
     */
    public long reverse(long id, String reason, String actor) {
        return transactions.inNew(handle -> {
            String why = required(reason, "reason", "write why it is taken back", REASON_MAX);
            lock(handle);
            var old = handle.createQuery(
                            "select b.legal_entity_id, e.code, b.period, b.currency, b.granularity, b.entries"
                                    + " from journal_batch b join legal_entity e on e.id = b.legal_entity_id where b.id = ?")
                    .bind(0, id)
                    .map((row, context) -> new Old(
                            row.getLong("legal_entity_id"),
                            row.getLong("entries"),
                            new JournalWish(
                                    row.getString("code"),
                                    YearMonth.from(row.getObject("period", LocalDate.class)),
                                    row.getString("currency"),
                                    JournalWish.Granularity.valueOf(row.getString("granularity")))))
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("journal batch " + id));
            if (handle.createQuery("select 1 from journal_batch_standing where id = ?")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty()) {
                throw Rejection.duplicate("status", "only a batch that stands can be taken back; this one does not");
            }
            long batch = head(handle, old.entity, old.wish, old.entries, id, why, actor);
            handle.execute(SWAPPED_LINES, batch, id);
            handle.execute(SWAPPED_PAIRS, batch, id);
            event(handle, id, "REVERSED", Long.toString(batch), "", actor);
            trail.record(
                    actor,
                    "journal.reversed",
                    "journal",
                    Long.toString(id),
                    Map.of("by", Long.toString(batch), "reason", why));
            return batch;
        });
    }

    private record Old(long entity, long entries, JournalWish wish) {}

    /**
     * Notes the number under which the other system took a batch; the same again changes nothing.
     *
     * @param reason why it is another one than was noted before; null for the first
     * @throws Rejection if there is no such batch, or another number was noted and there is no reason
     */
    public void confirm(long id, String reference, String reason, String actor) {
        transactions.inNew(handle -> {
            String said = required(reference, "reference", "write the number the other system gave", REFERENCE_MAX);
            if (handle.createQuery("select 1 from journal_batch where id = ? for update")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty()) {
                throw Rejection.unknown("journal batch " + id);
            }
            var before = handle.createQuery("select detail from journal_event where batch_id = ?"
                            + " and kind in ('CONFIRMED', 'CORRECTED') order by id desc limit 1")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne();
            if (before.filter(said::equals).isPresent()) {
                return null;
            }
            String why = before.isEmpty()
                    ? ""
                    : required(
                            reason,
                            "reason",
                            before.get() + " is noted already; write why it is another one",
                            REASON_MAX);
            event(handle, id, before.isEmpty() ? "CONFIRMED" : "CORRECTED", said, why, actor);
            trail.record(
                    actor,
                    before.isEmpty() ? "journal.confirmed" : "journal.confirmation.corrected",
                    "journal",
                    Long.toString(id),
                    Map.of("reference", before.map(was -> was + " → ").orElse("") + said, "reason", why));
            return null;
        });
    }

    static void event(Handle handle, long batch, String kind, String detail, String reason, String actor, Instant at) {
        handle.execute(
                "insert into journal_event (batch_id, kind, detail, reason, actor, at) values (?, ?, ?, ?, ?, ?)",
                batch,
                kind,
                detail,
                reason,
                actor,
                at);
    }

    private void event(Handle handle, long batch, String kind, String detail, String reason, String actor) {
        event(handle, batch, kind, detail, reason, actor, calendar.now());
    }

    private long head(
            Handle handle, long entity, JournalWish wish, long entries, Long reverses, String reason, String actor) {
        int number = handle.createQuery(
                        "insert into journal_number as n (legal_entity_id, last_number) values (?, 1)"
                                + " on conflict (legal_entity_id) do update set last_number = n.last_number + 1 returning last_number")
                .bind(0, entity)
                .mapTo(Integer.class)
                .one();
        long id = handle.createQuery(
                        "insert into journal_batch (legal_entity_id, number, period, currency, granularity,"
                                + " reverses, reason, entries, made_by, made_at) values (:entity, :number, :period, :currency,"
                                + " :granularity, :reverses, :reason, :entries, :actor, :now) returning id")
                .bind("entity", entity)
                .bind("number", number)
                .bind("period", wish.month().atDay(1))
                .bind("currency", wish.currency())
                .bind("granularity", wish.granularity().name())
                .bind("reverses", reverses)
                .bind("reason", reason)
                .bind("entries", entries)
                .bind("actor", actor)
                .bind("now", calendar.now())
                .mapTo(Long.class)
                .one();
        event(handle, id, "MADE", "", "", actor);
        return id;
    }

    private static String status(Handle handle, long entity, YearMonth month) {
        return handle.createQuery("select status from journal_month where legal_entity_id = ? and period = ?")
                .bind(0, entity)
                .bind(1, month.atDay(1))
                .mapTo(String.class)
                .findOne()
                .orElse("OPEN");
    }

    private static String required(String text, String field, String remedy, int most) {
        var said = text == null ? "" : text.strip();
        if (said.isEmpty() || said.length() > most || said.chars().anyMatch(Character::isISOControl)) {
            throw Rejection.invalid(field, remedy + ", at most " + most + " characters on one line");
        }
        return said;
    }

    private static final String SWAPPED_LINES =
            """
            insert into journal_line (batch_id, line, day, side, account, account_name, department, project, fund, currency,
                                      amount, entries)
            select ?, line, day, case side when 'DEBIT' then 'CREDIT' else 'DEBIT' end, account, account_name, department,
                   project, fund, currency, amount, entries
            from journal_line where batch_id = ?
            """;

    private static final String SWAPPED_PAIRS =
            """
            insert into journal_pair (batch_id, pair, debit_line, credit_line, currency, amount)
            select ?, pair, credit_line, debit_line, currency, amount from journal_pair where batch_id = ?
            """;
}
