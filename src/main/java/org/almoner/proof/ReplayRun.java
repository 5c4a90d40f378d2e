package org.almoner.proof;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.reconcile.Matching;
import org.almoner.reconcile.PayoutProof;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Carries a replay out, a bounded step at a time. How far it has come stands in its row and moves in the transaction of
 * the step, so that one that was killed goes on where it was. The live books are read, never written.
 */
@ApplicationScoped
public class ReplayRun {

    private static final Logger LOG = Logger.getLogger(ReplayRun.class.getName());
    private static final int EVENTS_AT_ONCE = 500;
    private static final int OBJECTS_AT_ONCE = 100;
    private static final int MATCHED_AT_ONCE = 2_000;

    /** What a step needs to know. */
    public record Place(
            long id,
            String eventId,
            String type,
            Instant since,
            Instant until,
            String phase,
            long afterSeq,
            long afterFetched,
            String afterMatch,
            Instant startedAt,
            long lastPosting) {

        public boolean all() {
            return eventId == null && type == null && since == null && until == null;
        }
    }

    /** An object that was fetched. */
    public record Fetched(long seq, String stripeAccount, boolean livemode, Instant fetchedAt, byte[] body) {}

    private Transactions transactions;
    private EventHandling handling;
    private Calendar calendar;

    protected ReplayRun() {}

    @Inject
    public ReplayRun(Transactions transactions, EventHandling handling, Calendar calendar) {
        this.transactions = transactions;
        this.handling = handling;
        this.calendar = calendar;
    }

    /** The replay that waits or was left in its middle. */
    public Optional<Long> due() {
        return transactions.inNew(
                handle -> handle.createQuery("select id from replay where status in ('WAITING', 'STARTED')")
                        .mapTo(Long.class)
                        .findOne());
    }

    /** Removes what is left of replays that are over. */
    public void tidy() {
        transactions.inNew(handle -> {
            ReplaySchema.sweep(handle);
            return null;
        });
    }

    /**
     * Does the next step of a replay; one that fails ends it, with the reason.
     *
     * @return whether there is more to do
     */
    public boolean step(long id) {
        try {
            var place = transactions.inNew(handle -> handle.createQuery(PLACE)
                    .bind("id", id)
                    .map(ConstructorMapper.of(Place.class))
                    .findOne());
            return place.isPresent() && step(place.get());
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, failed, () -> "Replay " + id + " failed");
            transactions.inNew(handle -> {
                handle.execute(
                        "update replay set status = 'FAILED', ended_at = ?, error = ? where id = ?",
                        calendar.now(),
                        reason(failed),
                        id);
                new ReplaySchema(id).drop(handle);
                return null;
            });
            return false;
        }
    }

    private boolean step(Place place) {
        var schema = new ReplaySchema(place.id());
        switch (place.phase()) {
            case "PREPARE" -> transactions.inNew(handle -> prepare(handle, schema, place));
            case "EVENTS" -> events(schema, place);
            case "COPY" -> transactions.inNew(handle -> copySettlement(handle, schema, place));
            case "MATCH" -> transactions.inNew(handle -> match(handle, schema, place));
            case "COMPARE" ->
                transactions.inNew(handle -> {
                    ReplayComparison.run(handle, place.id(), place.all());
                    schema.drop(handle);
                    return to(handle, place, "DONE", "status = 'COMPLETED', ended_at = ?", calendar.now());
                });
            default -> throw new IllegalStateException("no such phase: " + place.phase());
        }
        return !place.phase().equals("COMPARE");
    }

    private Void prepare(Handle handle, ReplaySchema schema, Place place) {
        schema.make(handle);
        // nothing is closed in these books
        schema.copy(handle, "legal_entity", "true", "closed_through");
        for (String table :
                List.of("books", "stripe_account_entity", "posting_rule", "affiliate", "fund", "campaign", "appeal")) {
            schema.copy(handle, table, "true");
        }
        handle.createUpdate(COUNT.replace("<chosen>", chosen(place)))
                .bindMethods(place)
                .bind("startedAt", calendar.now())
                .execute();
        // while nobody writes, so that what was handled until now is what was posted until now
        Ledger.lock(handle);
        handle.createUpdate(BEGIN)
                .bind("id", place.id())
                .bind("now", calendar.now())
                .execute();
        return null;
    }

    /** Works off what is in the replay's inbox; when that is empty, brings what came next, an event or a fetched object. */
    private void events(ReplaySchema schema, Place place) {
        if (handling.batch(schema.within(transactions)) > 0) {
            return;
        }
        transactions.inNew(handle -> {
            Optional<Fetched> fetched =
                    place.all() ? nextFetched(handle, place, null).stream().findFirst() : Optional.empty();
            List<Long> seqs = handle.createQuery(NEXT_EVENTS.replace("<chosen>", chosen(place)))
                    .bindMethods(place)
                    .bind("before", fetched.map(Fetched::fetchedAt).orElse(null))
                    .bind("most", EVENTS_AT_ONCE)
                    .mapTo(Long.class)
                    .list();
            if (!seqs.isEmpty()) {
                bring(handle, schema, place, seqs);
            } else if (fetched.isPresent()) {
                absorb(handle, schema, place);
            } else {
                to(handle, place, place.all() ? "COPY" : "COMPARE", "done = total");
            }
            return null;
        });
    }

    private static void bring(Handle handle, ReplaySchema schema, Place place, List<Long> seqs) {
        long last = seqs.get(seqs.size() - 1);
        handle.createUpdate(BRING.replace("<inbox>", schema.table("stripe_event")))
                .bindArray("seqs", Long.class, seqs.toArray())
                .execute();
        handle.createUpdate(
                        "update replay set after_seq = :last, events = events + :n, done = done + :n where id = :id")
                .bind("last", last)
                .bind("n", seqs.size())
                .bind("id", place.id())
                .execute();
    }

    private void absorb(Handle handle, ReplaySchema schema, Place place) {
        Instant nextEvent = handle.createQuery(NEXT_RECEIVED.replace("<chosen>", chosen(place)))
                .bindMethods(place)
                .mapTo(Instant.class)
                .findOne()
                .orElse(null);
        List<Fetched> found = nextFetched(handle, place, nextEvent);
        Fetched first = found.get(0);
        List<byte[]> bodies = new ArrayList<>();
        long last = place.afterFetched();
        for (Fetched each : found) {
            if (each.livemode() != first.livemode() || !each.stripeAccount().equals(first.stripeAccount())) {
                break;
            }
            bodies.add(each.body());
            last = each.seq();
        }
        handle.createUpdate(
                        "update replay set after_fetched = :last, fetched = fetched + :n, done = done + :n where id = :id")
                .bind("last", last)
                .bind("n", bodies.size())
                .bind("id", place.id())
                .execute();
        schema.enter(handle);
        handling.absorb(handle, bodies, first.stripeAccount(), first.livemode());
    }

    private static List<Fetched> nextFetched(Handle handle, Place place, Instant until) {
        return handle.createQuery(NEXT_FETCHED)
                .bindMethods(place)
                .bind("before", until)
                .bind("most", OBJECTS_AT_ONCE)
                .map(ConstructorMapper.of(Fetched.class))
                .list();
    }

    /** Balance transactions and payouts are Stripe's own account and no event tells them: they are taken over. */
    private Void copySettlement(Handle handle, ReplaySchema schema, Place place) {
        String before = "'" + place.startedAt() + "'::timestamptz";
        int transactions = schema.copy(
                handle,
                "balance_transaction",
                "t.match <> 'NEW' and (t.fetched_at <= " + before + " or exists (select 1 from public.ledger_posting p"
                        + " where p.key in (t.id || ':gross', t.id || ':fee') and p.id <= " + place.lastPosting()
                        + "))",
                "match",
                "finding",
                "gift_id");
        int payouts = schema.copy(handle, "payout", "true", "items_net_minor", "proof", "retried_by");
        schema.copy(handle, "payout_item", "true");
        handle.createUpdate(
                        "update replay set transactions = :n, payouts = :payouts, total = total + :n where id = :id")
                .bind("n", transactions)
                .bind("payouts", payouts)
                .bind("id", place.id())
                .execute();
        return to(handle, place, "MATCH", "error = null");
    }

    private Void match(Handle handle, ReplaySchema schema, Place place) {
        // the live books are out of sight once the replay's are entered, so the row is locked first and moved last
        handle.createQuery("select id from replay where id = ? for update")
                .bind(0, place.id())
                .mapTo(Long.class)
                .one();
        schema.enter(handle);
        var chunk = Matching.next(handle, place.afterMatch(), MATCHED_AT_ONCE);
        if (chunk.count() == 0) {
            PayoutProof.prove(handle);
            return to(handle, place, "COMPARE", "error = null");
        }
        handle.createUpdate("update public.replay set after_match = :last, done = done + :n where id = :id")
                .bind("last", chunk.last())
                .bind("n", chunk.count())
                .bind("id", place.id())
                .execute();
        return null;
    }

    private static Void to(Handle handle, Place place, String phase, String also, Object... values) {
        var bound = new ArrayList<Object>(List.of(values));
        bound.add(phase);
        bound.add(place.id());
        handle.execute("update public.replay set " + also + ", phase = ? where id = ?", bound.toArray());
        return null;
    }

    /** The first line of what went wrong; the database puts rows into the ones that follow. */
    private static String reason(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().lines().findFirst().orElse("");
    }

    private static final String PLACE =
            """
            select id, event_id, type, since, until, phase, after_seq, after_fetched, after_match, started_at, last_posting
            from replay where id = :id and status in ('WAITING', 'STARTED')
            """;

    /** What was handled until the replay began; later ones belong to books that it does not know. */
    private static String chosen(Place place) {
        return "e.handled_at <= :startedAt"
                + (place.eventId() == null ? "" : " and e.event_id = :eventId")
                + (place.type() == null ? "" : " and e.type = :type")
                + (place.since() == null ? "" : " and e.received_at >= :since")
                + (place.until() == null ? "" : " and e.received_at < :until");
    }

    private static final String COUNT =
            """
            update replay r set total = (select count(*) from stripe_event e where <chosen>)
                + case when :all then (select count(*) from stripe_fetched f where f.fetched_at <= :startedAt) else 0 end
            where id = :id
            """;

    private static final String BEGIN =
            """
            update replay r set status = 'STARTED', phase = 'EVENTS', started_at = :now,
                last_posting = (select coalesce(max(id), 0) from ledger_posting)
            where id = :id
            """;

    private static final String NEXT_EVENTS = "select e.seq from stripe_event e where e.seq > :afterSeq and <chosen>"
            + " and (:before::timestamptz is null or e.received_at <= :before) order by e.seq limit :most";

    private static final String NEXT_RECEIVED =
            "select e.received_at from stripe_event e where e.seq > :afterSeq and <chosen> order by e.seq limit 1";

    private static final String NEXT_FETCHED =
            """
            select f.seq, f.stripe_account, f.livemode, f.fetched_at, f.body from stripe_fetched f
            where f.seq > :afterFetched and f.fetched_at <= :startedAt
              and (:before::timestamptz is null or f.fetched_at <= :before)
            order by f.seq limit :most
            """;

    private static final String BRING =
            """
            insert into <inbox> (seq, event_id, stripe_account, livemode, type, object_id, object_type, api_version, created_at,
                                 received_at, origin, sha256, body, objection)
            overriding system value
            select seq, event_id, stripe_account, livemode, type, object_id, object_type, api_version, created_at,
                   received_at, origin, sha256, body, objection
            from stripe_event where seq = any (:seqs)
            """;
}
