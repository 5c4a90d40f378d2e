package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.reconcile.MonthView.CloseRequest;
import org.almoner.reconcile.MonthView.RequestState;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * What people say about months. One of finance asks that a month be closed, another who has seen the same figures agrees;
 * from then on the database refuses whatever would change them, and what comes later counts in the first open month. An
 * administrator may open the newest closed month again, with a reason.
 */
@ApplicationScoped
public class Months {

    private static final int TEXT_MAX = 500;

    private Transactions transactions;
    private ReconciliationQueries reconciliations;
    private Checks checks;
    private AuditTrail trail;
    private Calendar calendar;
    private Consumer<MonthReopened> listeners;

    protected Months() {}

    @Inject
    Months(
            Transactions transactions,
            ReconciliationQueries reconciliations,
            Checks checks,
            AuditTrail trail,
            Calendar calendar,
            Event<MonthReopened> reopened) {
        this(transactions, reconciliations, checks, trail, calendar, (Consumer<MonthReopened>) reopened::fire);
    }

    /** @param listeners hear of a reopening within its transaction */
    public Months(
            Transactions transactions,
            ReconciliationQueries reconciliations,
            Checks checks,
            AuditTrail trail,
            Calendar calendar,
            Consumer<MonthReopened> listeners) {
        this.transactions = transactions;
        this.reconciliations = reconciliations;
        this.checks = checks;
        this.trail = trail;
        this.calendar = calendar;
        this.listeners = listeners;
    }

    /**
     * How far a month has come.
     *
     * @throws Rejection if there is no such legal entity
     */
    public MonthView view(String entity, YearMonth period) {
        return transactions.inNew(handle -> MonthRows.view(handle, MonthRows.entity(handle, entity), entity, period));
    }

    /** A request, whatever became of it. */
    public Optional<CloseRequest> request(long id) {
        return transactions.inNew(handle -> MonthRows.request(handle, id));
    }

    /** All requests about a month, the newest first, at most a hundred. */
    public List<CloseRequest> requests(String entity, YearMonth period) {
        return transactions.inNew(handle -> MonthRows.requests(handle, MonthRows.entity(handle, entity), period));
    }

    /**
     * Says what closing would fix and what is in the way, and does nothing.
     *
     * @throws Rejection if there is no such legal entity
     */
    public ClosePreview preview(String entity, YearMonth period) {
        return transactions.inNew(handle -> preview(handle, MonthRows.entity(handle, entity), period));
    }

    private ClosePreview preview(Handle handle, long entity, YearMonth period) {
        return ClosePreviews.of(
                handle,
                entity,
                period,
                calendar.today(),
                reconciliations.read(handle, period, entity),
                checks.newest());
    }

    /**
     * Asks that a month be closed.
     *
     * @param note for whoever decides; may be empty
     * @return the request's id
     * @throws Rejection with all that is in the way, or if somebody asked for it already
     */
    public long ask(String entity, YearMonth period, String note, String actor) {
        return transactions.inNew(handle -> {
            long id = MonthRows.entity(handle, entity);
            requireText("note", note, false);
            // whoever asks for the same at this moment waits, and then finds this request
            handle.execute(
                    "select 1 from settlement_period where legal_entity_id = ? and period = ? for update",
                    id,
                    period.atDay(1));
            ClosePreview preview = preview(handle, id, period);
            requireFree(preview);
            MonthRows.waiting(handle, id, period).ifPresent(request -> {
                throw Rejection.duplicate(
                        "status",
                        request.requestedBy() + " has asked for that already; somebody else of finance has to agree");
            });
            long request = handle.createQuery(
                            "insert into close_request (legal_entity_id, period, state, note, seen, requested_by, requested_at)"
                                    + " values (:entity, :period, 'REQUESTED', :note, :seen, :actor, :now) returning id")
                    .bind("entity", id)
                    .bind("period", period.atDay(1))
                    .bind("note", note == null ? "" : note.strip())
                    .bind("seen", preview.seen())
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            record(actor, "month.close-requested", entity, period, Map.of("request", Long.toString(request)));
            return request;
        });
    }

    /**
     * A second person agrees: the month is closed, and with it those before it that are not closed yet.
     *
     * @param seen of the preview they looked at
     * @throws Rejection if there is no such request, it does not wait, the actor asked for it, something is in the way
     *     now, or the figures are not those that were seen
     */
    public void agree(long id, String seen, String actor) {
        transactions.inNew(handle -> {
            // whoever writes balance transactions or entries waits, and then finds the month closed
            Periods.seize(handle);
            Ledger.lock(handle);
            CloseRequest request = waiting(handle, id);
            if (request.requestedBy().equalsIgnoreCase(actor)) {
                throw Rejection.duplicate(
                        "requestedBy", "you asked for it yourself; somebody else of finance has to agree");
            }
            long entity = MonthRows.entity(handle, request.entity());
            ClosePreview preview = preview(handle, entity, request.period());
            requireFree(preview);
            if (!preview.seen().equals(seen)) {
                throw Rejection.duplicate("seen", "the figures changed since you looked; look at the preview again");
            }
            Instant now = calendar.now();
            for (YearMonth earlier : preview.earlier()) {
                long own = MonthRows.repeat(handle, id, earlier, actor, now);
                close(handle, entity, MonthRows.request(handle, own).orElseThrow(), seen, actor, now);
            }
            decide(handle, id, RequestState.CLOSED, actor);
            close(handle, entity, request, seen, actor, now);
            return null;
        });
    }

    private void close(Handle handle, long entity, CloseRequest request, String seen, String actor, Instant now) {
        MonthRows.freeze(handle, entity, request.period());
        MonthRows.close(handle, entity, request, actor, now);
        record(
                actor,
                "month.closed",
                request.entity(),
                request.period(),
                Map.of("request", Long.toString(request.id()), "requestedBy", request.requestedBy(), "seen", seen));
    }

    /**
     * A second person does not agree, or who asked takes it back.
     *
     * @throws Rejection if there is no such request, or it does not wait
     */
    public void decline(long id, String actor) {
        transactions.inNew(handle -> {
            CloseRequest request = waiting(handle, id);
            boolean own = request.requestedBy().equalsIgnoreCase(actor);
            decide(handle, id, own ? RequestState.WITHDRAWN : RequestState.DECLINED, actor);
            record(
                    actor,
                    own ? "month.close-withdrawn" : "month.close-declined",
                    request.entity(),
                    request.period(),
                    Map.of("request", Long.toString(id)));
            return null;
        });
    }

    /**
     * What is in the way of opening a month again; empty when nothing is.
     *
     * @throws Rejection if there is no such legal entity
     */
    public List<Fault> reopenObstacles(String entity, YearMonth period) {
        return transactions.inNew(handle -> inTheWay(handle, MonthRows.entity(handle, entity), period));
    }

    private static List<Fault> inTheWay(Handle handle, long entity, YearMonth period) {
        Optional<YearMonth> newest = handle.createQuery("select closed_through from legal_entity where id = :entity")
                .bind("entity", entity)
                .mapTo(LocalDate.class)
                .findOne()
                .map(YearMonth::from);
        if (newest.isEmpty() || newest.get().isBefore(period)) {
            return List.of(new Fault("period", period + " is not closed"));
        }
        if (newest.get().isAfter(period)) {
            return List.of(new Fault("period", newest.get() + " is closed and comes after it; reopen that first"));
        }
        return List.of();
    }

    /**
     * Opens the newest closed month again.
     *
     * @param reason kept with the month for ever
     * @throws Rejection if there is no such legal entity, the month is not its newest closed one, or the reason is missing
     */
    public void reopen(String entity, YearMonth period, String reason, String actor) {
        transactions.inNew(handle -> {
            Periods.seize(handle);
            Ledger.lock(handle);
            long id = MonthRows.entity(handle, entity);
            List<Fault> faults = inTheWay(handle, id, period);
            if (!faults.isEmpty()) {
                throw new Rejection(Rejection.Reason.DUPLICATE, faults);
            }
            requireText("reason", reason, true);
            Instant now = calendar.now();
            MonthRows.reopen(handle, id, period, reason.strip(), actor, now);
            Periods.judge(handle, "reopening", now);
            listeners.accept(new MonthReopened(id, period, actor, reason.strip()));
            record(actor, "month.reopened", entity, period, Map.of("reason", reason.strip()));
            return null;
        });
    }

    private static void requireFree(ClosePreview preview) {
        if (!preview.obstacles().isEmpty()) {
            throw new Rejection(
                    Rejection.Reason.DUPLICATE,
                    preview.obstacles().stream()
                            .map(each -> new Fault(
                                    each.about() == null ? each.kind().name() : each.kind() + "." + each.about(),
                                    each.message()))
                            .toList());
        }
    }

    private static void requireText(String field, String text, boolean needed) {
        if (needed && (text == null || text.isBlank())) {
            throw Rejection.invalid(field, "write why, in a sentence that will be understood in a year");
        }
        if (text != null && text.strip().length() > TEXT_MAX) {
            throw Rejection.invalid(field, "write at most " + TEXT_MAX + " characters");
        }
    }

    private static CloseRequest waiting(Handle handle, long id) {
        handle.execute("select 1 from close_request where id = ? for update", id);
        CloseRequest request = MonthRows.request(handle, id).orElseThrow(() -> Rejection.unknown("request " + id));
        if (request.state() != RequestState.REQUESTED) {
            throw Rejection.duplicate(
                    "status", "only a request that waits can be decided; this one is " + request.state());
        }
        return request;
    }

    private void decide(Handle handle, long id, RequestState state, String actor) {
        handle.execute(
                "update close_request set state = ?, decided_by = ?, decided_at = ? where id = ?",
                state.name(),
                actor,
                calendar.now(),
                id);
    }

    private void record(String actor, String action, String entity, YearMonth period, Map<String, String> detail) {
        trail.record(actor, action, "month", entity + " " + period, detail);
    }
}
