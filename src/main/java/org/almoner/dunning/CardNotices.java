package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.almoner.database.Transactions;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * Tells donors that the card of their plan is about to expire: once for a card and expiry, when it will no longer be valid
 * for the instalment after the next one. A card that its bank renewed has a later expiry and is not told of; nor is that of
 * a plan that is paused, ends, or has failed, as that is told by other letters.
 */
@ApplicationScoped
public class CardNotices {

    /** The kind of its letters; what they are about is the notice. */
    static final String KIND = "CARD_EXPIRY";

    private static final int AT_ONCE = 500;

    private record Card(
            String method, LocalDate expires, String plan, long planId, long donor, String email, String language) {}

    private Transactions transactions;
    private Calendar calendar;
    private Policies policies;
    private PlanQueries plans;
    private Outbox outbox;
    private String host;

    protected CardNotices() {}

    @Inject
    public CardNotices(
            Transactions transactions,
            Calendar calendar,
            Policies policies,
            PlanQueries plans,
            Outbox outbox,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.policies = policies;
        this.plans = plans;
        this.outbox = outbox;
        var address = Mailbox.parse(from).address();
        this.host = address.substring(address.lastIndexOf('@') + 1);
    }

    /** Queues the notices that are due, if the policy is switched on; gives how many. */
    public int run() {
        var policy = policies.cards();
        if (!policy.enabled()) {
            return 0;
        }
        int queued = 0;
        String last = "";
        do {
            String after = last;
            var cards = transactions.inNew(handle -> cards(handle, policy, after));
            var due = cards.stream().filter(this::due).toList();
            queued += transactions.inNew(handle -> note(handle, due));
            last = cards.size() < AT_ONCE ? null : cards.get(cards.size() - 1).method();
        } while (last != null);
        return queued;
    }

    /** How many donors would be written to today if this were the policy. */
    public int preview(CardPolicy draft) {
        int due = 0;
        String last = "";
        do {
            String after = last;
            var cards = transactions.inNew(handle -> cards(handle, draft, after));
            due += (int) cards.stream().filter(this::due).count();
            last = cards.size() < AT_ONCE ? null : cards.get(cards.size() - 1).method();
        } while (last != null);
        return due;
    }

    /** Whether the card is no longer valid for the instalment after the next one. */
    private boolean due(Card card) {
        var plan = plans.find(card.plan()).orElseThrow();
        var next = plan.nextAt(calendar.now());
        var afterNext = next == null ? null : afterNext(plan, next);
        return afterNext != null && !calendar.dayOf(afterNext).isBefore(card.expires());
    }

    private static Instant afterNext(PlanView plan, Instant next) {
        var then = plan.nextAt(next);
        // the period Stripe named ends with the next instalment; the one after is counted from the anchor
        return then != null && then.isAfter(next) || plan.rhythm() == null
                ? then
                : plan.rhythm().next(plan.anchor() == null ? next : plan.anchor(), next);
    }

    private int note(Handle handle, List<Card> due) {
        var letters = new TreeMap<Long, Outbox.Order>();
        for (var card : due) {
            handle.createQuery(
                            """
                            insert into card_notice (payment_method, expires_on, plan_id, noticed_at)
                            values (?, ?, ?, ?) on conflict (payment_method, expires_on) do nothing returning id""")
                    .bind(0, card.method())
                    .bind(1, card.expires())
                    .bind(2, card.planId())
                    .bind(3, Timestamp.from(calendar.now()))
                    .mapTo(Long.class)
                    .findOne()
                    .ifPresent(id -> letters.put(
                            id,
                            new Outbox.Order(
                                    KIND,
                                    "card:" + card.method() + ":" + card.expires(),
                                    id,
                                    card.donor(),
                                    card.email().strip(),
                                    card.language(),
                                    host)));
        }
        outbox.queue(handle, List.copyOf(letters.values()));
        return letters.size();
    }

    private List<Card> cards(Handle handle, CardPolicy policy, String after) {
        return handle.createQuery(CARDS)
                .bind("today", calendar.today())
                .bind("last", calendar.today().plusDays(policy.daysAhead()))
                .bind("after", after)
                .bind("most", AT_ONCE)
                .map((row, context) -> new Card(
                        row.getString("method"),
                        row.getDate("expires_on").toLocalDate(),
                        row.getString("reference"),
                        row.getLong("plan_id"),
                        row.getLong("donor"),
                        row.getString("email"),
                        Writers.language(row)))
                .list();
    }

    // of a card that pays several plans the one that falls due first is named
    private static final String CARDS =
            """
            select distinct on (m.id) m.id as method, m.expires_on, p.reference, p.id as plan_id, d.id as donor, d.email,
                   d.languages, d.country, a.receipt_language
            from stripe_payment_method e
            join recurring_plan p on p.payment_method = e.id or p.payment_method is null and p.customer = e.customer
            join lateral (CARD) m on m.id = e.id
            join donor d on d.id = p.donor_id
            cross join lateral (ISSUER) a
            where e.id > :after and e.expires_on >= :today and e.expires_on <= :last
              and p.status in ('active', 'trialing') and not p.paused and p.ended_at is null
              and trim(coalesce(d.email, '')) <> '' and not BOUNCED
              and not exists (select from card_notice n where n.payment_method = e.id and n.expires_on = e.expires_on)
              and not exists (select from plan_failure f where f.plan_id = p.id and f.ended_at is null)
            order by m.id, p.period_end nulls last, p.id
            limit :most
            """
                    .replace("CARD", Writers.CARD)
                    .replace("ISSUER", Writers.ISSUER)
                    .replace("BOUNCED", Writers.BOUNCED);
}
