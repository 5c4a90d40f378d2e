package org.almoner.stripe;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;

/**
 * The events whose webhooks never came. Stripe keeps events for 30 days. The sweep goes back past its mark for as long
 * as it still finds events that are not stored, so that a gap older than the overlap is closed too.
 */
final class EventSweep implements Sweep {

    private static final Logger LOG = Logger.getLogger(EventSweep.class.getName());
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final String PATH = "/v1/events";

    private final StripeApi stripe;
    private final SweepMarks marks;
    private final Inbox inbox;
    private final Transactions transactions;

    EventSweep(StripeApi stripe, SweepMarks marks, Inbox inbox, Transactions transactions) {
        this.stripe = stripe;
        this.marks = marks;
        this.inbox = inbox;
        this.transactions = transactions;
    }

    @Override
    public String list() {
        return "events";
    }

    @Override
    public Page read(Position from) {
        Position position = from == null ? marks.begin(stripe.account(), list(), OVERLAP) : from;
        if (!stripe.configured()) {
            return new Page(List.of(), position.atEnd());
        }
        StripeApi.Page page = stripe.list(PATH, Map.of(), position.after());
        Instant newest = SweepMarks.newest(page.items());
        boolean beyond = position.since() != null && newest != null && newest.isBefore(position.since());
        boolean end = !page.more() || beyond && !bringsNews(page.items());
        return new Page(page.items(), position.to(page, newest, end));
    }

    private boolean bringsNews(List<JsonObject> events) {
        String[] ids = events.stream()
                .map(event -> StripeJson.text(event, "id"))
                .filter(Objects::nonNull)
                .toArray(String[]::new);
        int known = transactions.inNew(
                handle -> handle.createQuery("select count(*) from stripe_event where event_id = any(:ids)")
                        .bindArray("ids", String.class, (Object[]) ids)
                        .mapTo(Integer.class)
                        .one());
        return known < ids.length;
    }

    @Override
    public void write(Handle handle, Page page) {
        List<StripeEvent> events = new ArrayList<>();
        for (JsonObject item : page.items()) {
            try {
                events.add(StripeEvent.of(item, item.toString().getBytes(StandardCharsets.UTF_8))
                        .of(stripe.account(), null));
            } catch (JsonException noEvent) {
                LOG.log(Level.WARNING, "Stripe lists an event that is none: {0}", noEvent.getMessage());
            }
        }
        inbox.store(events, "SWEEP");
        if (page.next().ended() && stripe.configured()) {
            marks.reach(handle, stripe, list(), page.next().newest());
        }
    }
}
