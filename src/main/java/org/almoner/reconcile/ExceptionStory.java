package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What there is to know about one exception besides itself: what it is about, what people said and did. */
@ApplicationScoped
public class ExceptionStory {

    /**
     * One thing that it is about.
     *
     * @param kind {@code transaction}, {@code source}, {@code gift}, {@code payout}, {@code bank}, {@code event}
     * @param id by which the thing is known
     */
    public record Thing(String kind, String id) {}

    /** What somebody said. */
    public record Note(Instant at, String author, String text) {}

    /**
     * What somebody did, the oldest first.
     *
     * @param deed the last word of the trail's action, as {@code assigned}
     * @param detail to whom, or why; may be empty
     */
    public record Deed(Instant at, String actor, String deed, String detail) {}

    /** Somebody who may be given an exception. */
    public record Person(String email, String name) {}

    private static final int SHOWN = 200;

    private Jdbi jdbi;

    protected ExceptionStory() {}

    @Inject
    public ExceptionStory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public List<Thing> things(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(THINGS)
                .bind("id", id)
                .map((row, context) -> new Thing(row.getString("kind"), row.getString("id")))
                .list());
    }

    public List<Note> notes(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from exception_note where exception_id = :id order by id desc limit " + SHOWN)
                .bind("id", id)
                .map((row, context) ->
                        new Note(row.getTimestamp("at").toInstant(), row.getString("author"), row.getString("text")))
                .list());
    }

    public List<Deed> deeds(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(DEEDS)
                .bind("id", Long.toString(id))
                .map((row, context) -> new Deed(
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("deed"),
                        row.getString("detail")))
                .list());
    }

    /** By whom, or how, it was resolved, in words for an auditor; empty while it is open. */
    public Optional<String> resolvedBy(long id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select resolved_by from exception_resolution where exception_id = ?")
                        .bind(0, id)
                        .mapTo(String.class)
                        .findOne());
    }

    /** Whoever may sign in, at most two hundred. */
    public List<Person> people() {
        return jdbi.withHandle(this::people);
    }

    private List<Person> people(Handle handle) {
        return handle.createQuery("select email, name from staff where active order by name, email limit " + SHOWN)
                .map((row, context) -> new Person(row.getString("email"), row.getString("name")))
                .list();
    }

    private static final String THINGS =
            """
            with x as (select * from settlement_exception where id = :id),
            t as (select b.* from balance_transaction b join x on b.id = x.reference
                  union
                  (select b.* from balance_transaction b join x on b.gift_id = x.gift_id order by b.created_at limit 20)),
            g as (select reference, payout_id from gift
                  where id in (select gift_id from x) or id in (select gift_id from t)),
            found (rank, kind, id) as (
                select 1, 'transaction', id from t
                union select 2, 'source', source from t where source is not null
                union select 3, 'gift', reference from g
                union select 4, 'payout', payout_id from g where payout_id is not null
                union select 4, 'payout', i.payout_id from payout_item i join t on t.id = i.balance_transaction
                union select 4, 'payout', p.id from payout p join x on x.reference = p.id
                union select 5, 'bank', reference from x where kind in ('BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK')),
            heard as (
                select e.event_id from stripe_event e
                where e.object_id in (select id from found where kind <> 'bank')
                order by e.seq desc limit 20)
            select kind, id from (select * from found union all select 6, 'event', event_id from heard) f
            where kind <> 'bank' or id not in (select o.id from found o where o.kind = 'payout')
            order by rank, id
            """;

    private static final String DEEDS =
            """
            select at, actor, split_part(action, '.', 2) as deed,
                   coalesce(detail->>'to', detail->>'reason', detail->>'gift', '') as detail
            from audit_entry
            where subject_type = 'exception' and subject_id = :id and action <> 'exception.commented'
            order by id limit 200
            """;
}
