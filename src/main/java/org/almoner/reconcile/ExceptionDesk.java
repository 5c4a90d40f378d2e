package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** Who looks after an exception, and what people say about it. */
@ApplicationScoped
public class ExceptionDesk {

    private static final int NOTE_MAX = 2_000;

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected ExceptionDesk() {}

    @Inject
    public ExceptionDesk(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Gives an open exception to somebody to look after. Whose it is already keeps it, and nothing is noted.
     *
     * @param email null or blank takes it from whoever has it
     * @throws Rejection if there is no such exception, it is over, or nobody may sign in with this address
     */
    public void assign(long id, String email, String actor) {
        String wanted = email == null ? "" : email.strip();
        transactions.inNew(handle -> {
            if (!open(handle, id)) {
                throw Rejection.duplicate("status", "it is over; there is nothing to look after any more");
            }
            String to = wanted.isEmpty() ? null : known(handle, wanted);
            int changed = handle.createUpdate("update settlement_exception set assignee = :to,"
                            + " assigned_at = case when :to::text is not null then :now::timestamptz end"
                            + " where id = :id and assignee is distinct from :to::text")
                    .bind("to", to)
                    .bind("now", calendar.now())
                    .bind("id", id)
                    .execute();
            if (changed > 0) {
                trail.record(
                        actor,
                        to == null ? "exception.released" : "exception.assigned",
                        "exception",
                        Long.toString(id),
                        to == null ? Map.of() : Map.of("to", to));
            }
            return null;
        });
    }

    /**
     * Says something about an exception, whether it is over or not.
     *
     * @throws Rejection if there is no such exception, or nothing was said
     */
    public void comment(long id, String text, String actor) {
        String said = text == null ? "" : text.strip();
        if (said.isEmpty() || said.length() > NOTE_MAX) {
            throw Rejection.invalid("text", "write a comment of at most " + NOTE_MAX + " characters");
        }
        transactions.inNew(handle -> {
            open(handle, id);
            handle.execute(
                    "insert into exception_note (exception_id, at, author, text) values (?, ?, ?, ?)",
                    id,
                    calendar.now(),
                    actor,
                    said);
            trail.record(actor, "exception.commented", "exception", Long.toString(id), Map.of());
            return null;
        });
    }

    private static boolean open(Handle handle, long id) {
        return handle.createQuery("select resolved_on is null from settlement_exception where id = ? for update")
                .bind(0, id)
                .mapTo(Boolean.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("exception " + id));
    }

    private static String known(Handle handle, String email) {
        return handle.createQuery("select email from staff where lower(email) = lower(?) and active")
                .bind(0, email)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() ->
                        Rejection.invalid("assignee", "write the e-mail address of somebody who may sign in here"));
    }
}
