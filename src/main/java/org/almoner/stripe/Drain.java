package org.almoner.stripe;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Works off the inbox: reads a batch of new events, writes down what their objects say, makes gifts of it and posts
 * them, all in one transaction with the events' new status. An event that cannot be read is parked; a batch that the
 * database refuses is tried event by event, so that one bad event holds up no other; an event that is refused again and
 * again is parked with its error.
 */
public final class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class.getName());
    private static final int BATCH = 500;
    private static final int MOST_ATTEMPTS = 6;

    /** What the database says when an account speaks of what belongs to another. */
    private static final String OTHER = "23A01";

    /** An event waiting in the inbox. */
    public record Waiting(
            long seq,
            String eventId,
            String stripeAccount,
            boolean livemode,
            String type,
            String objectType,
            Instant createdAt,
            Instant receivedAt,
            String origin,
            byte[] body,
            String objection) {}

    private record Outcome(long seq, String status, String error) {}

    private final Transactions transactions;
    private final Calendar calendar;

    public Drain(Transactions transactions, Calendar calendar) {
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /**
     * Works off one batch.
     *
     * @return how many events it dealt with; 0 when nothing is due
     * @throws RuntimeException if the database cannot be used just now; nothing is lost
     */
    public int batch() {
        try {
            return transactions.inNew(handle -> work(handle, BATCH));
        } catch (RuntimeException refused) {
            if (!isOfTheData(refused)) {
                throw refused;
            }
            LOG.log(Level.FINE, "a batch was refused, its events are tried one by one", refused);
        }
        int dealtWith = 0;
        for (int i = 0; i < BATCH; i++) {
            int one = one();
            if (one == 0) {
                break;
            }
            dealtWith += one;
        }
        return dealtWith;
    }

    private int one() {
        try {
            return transactions.inNew(handle -> work(handle, 1));
        } catch (RuntimeException refused) {
            if (!isOfTheData(refused)) {
                throw refused;
            }
            return transactions.inNew(handle -> postpone(handle, refused));
        }
    }

    /** How many events wait to be worked off, due now or later. */
    public long waiting() {
        return transactions.inNew(handle -> handle.createQuery("select count(*) from stripe_event where status = 'NEW'")
                .mapTo(Long.class)
                .one());
    }

    /**
     * Takes in objects that were fetched from Stripe, the same way as those of events.
     *
     * @param handle inside a transaction
     * @param stripe from where they were fetched
     * @return how many entries the ledger gained
     */
    int absorb(Handle handle, StripeApi stripe, Collection<JsonObject> objects) {
        return absorb(handle, objects, stripe.account(), stripe.livemode());
    }

    /** The same for objects that were fetched from an account before. */
    int absorb(Handle handle, Collection<JsonObject> objects, String account, boolean livemode) {
        Ledger.lock(handle);
        Facts facts = new Facts();
        Instant now = calendar.now();
        FetchedObjects.keep(handle, objects, account, livemode, now);
        for (JsonObject object : objects) {
            try {
                facts.add(object, new Facts.Seen(account, livemode, "", now, "SWEEP"));
            } catch (FactsRefused refused) {
                LOG.log(Level.WARNING, "an object fetched from Stripe cannot be kept: {0}", refused.getMessage());
            }
        }
        return conclude(handle, facts, now);
    }

    private int work(Handle handle, int most) {
        Ledger.lock(handle);
        Instant now = calendar.now();
        List<Waiting> waiting = handle.createQuery(CLAIM)
                .bind("now", now)
                .bind("most", most)
                .map(ConstructorMapper.of(Waiting.class))
                .list();
        if (waiting.isEmpty()) {
            return 0;
        }
        Facts facts = new Facts();
        List<Outcome> outcomes = new ArrayList<>();
        for (Waiting each : waiting) {
            outcomes.add(read(each, facts));
        }
        conclude(handle, facts, now);
        finish(handle, outcomes, now);
        return waiting.size();
    }

    private static Outcome read(Waiting event, Facts facts) {
        if (event.objection != null) {
            return new Outcome(event.seq, "PARKED", event.objection);
        }
        if (!Facts.handles(event.objectType)) {
            return new Outcome(event.seq, "IGNORED", null);
        }
        try {
            JsonObject object = StripeJson.object(StripeJson.parse(event.body), "data", "object");
            Instant at = event.createdAt == null ? event.receivedAt : event.createdAt;
            boolean handled = facts.add(
                    object, new Facts.Seen(event.stripeAccount, event.livemode, event.type, at, event.origin));
            return new Outcome(event.seq, handled ? "DONE" : "IGNORED", null);
        } catch (JsonException | FactsRefused refused) {
            return new Outcome(event.seq, "PARKED", refused.getMessage());
        }
    }

    private int conclude(Handle handle, Facts facts, Instant now) {
        Set<String> gifts = new HashSet<>(facts.flush(handle));
        GiftDonors.follow(handle, facts.customers.ids(), now);
        int entries = new GiftMaking(handle, now).make(gifts);
        GiftDonors.followPlans(handle, facts.plans.ids(), facts.customers.ids());
        return entries;
    }

    private static void finish(Handle handle, List<Outcome> outcomes, Instant now) {
        handle.createUpdate(FINISH)
                .bindArray(
                        "seqs", Long.class, outcomes.stream().map(Outcome::seq).toArray())
                .bindArray(
                        "statuses",
                        String.class,
                        outcomes.stream().map(Outcome::status).toArray())
                .bindArray(
                        "errors",
                        String.class,
                        outcomes.stream().map(Outcome::error).toArray())
                .bind("now", now)
                .execute();
    }

    /** Puts the first due event back with its error, later each time, and parks it in the end. */
    private int postpone(Handle handle, RuntimeException refused) {
        Instant now = calendar.now();
        List<Waiting> first = handle.createQuery(CLAIM)
                .bind("now", now)
                .bind("most", 1)
                .map(ConstructorMapper.of(Waiting.class))
                .list();
        for (Waiting event : first) {
            LOG.log(Level.WARNING, "event {0} was refused{1}: {2}", new Object[] {
                event.eventId, isForEver(refused) ? " and parked" : " and is tried again", rootMessage(refused)
            });
            LOG.log(Level.FINE, "the refusal", refused);
            handle.createUpdate(POSTPONE)
                    .bind("seq", event.seq)
                    .bind("now", now)
                    .bind("next", now.plus(Duration.ofSeconds(5)))
                    .bind("most", isForEver(refused) ? 1 : MOST_ATTEMPTS)
                    .bind("error", rootMessage(refused))
                    .execute();
        }
        return first.size();
    }

    /** Whether the data was refused, as against a database that is out of reach, busy or full. */
    private static boolean isOfTheData(Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState() == null ? "08" : sql.getSQLState();
                return Set.of("21", "22", "23", "42", "P0").contains(state.substring(0, 2));
            }
        }
        return refused instanceof FactsRefused
                || refused instanceof OtherAccount
                || refused instanceof NullPointerException
                || refused instanceof IllegalArgumentException;
    }

    /** Whether trying again is of no use: what it says is about things of another account. */
    private static boolean isForEver(Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtherAccount || cause instanceof SQLException sql && OTHER.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** What is at the bottom of it, in one line. */
    static String rootMessage(Throwable refused) {
        Throwable root = refused;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        // only the first line: the database puts the row itself, donor and all, into the ones that follow
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().lines().findFirst().orElse("");
    }

    private static final String CLAIM =
            """
            select seq, event_id, stripe_account, livemode, type, object_type, created_at, received_at, origin, body, objection
            from stripe_event
            where status = 'NEW' and (next_at is null or next_at <= :now)
            order by seq
            limit :most
            for update skip locked
            """;

    private static final String FINISH =
            """
            update stripe_event e set status = o.status, error = o.error, handled_at = :now
            from unnest(:seqs, :statuses, :errors) o (seq, status, error)
            where e.seq = o.seq
            """;

    private static final String POSTPONE =
            """
            update stripe_event set
                attempts = attempts + 1,
                error = :error,
                status = case when attempts + 1 >= :most then 'PARKED' else 'NEW' end,
                handled_at = case when attempts + 1 >= :most then :now::timestamptz end,
                next_at = :next::timestamptz + attempts * attempts * interval '5 seconds'
            where seq = :seq
            """;
}
