package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;

/**
 * What donors, and the policy on failed renewals, ask for plans. A wish is written down, with the key under which Stripe knows it, before Stripe is
 * asked; if Stripe does not answer, the next close asks again with the same key, unless a newer wish has overtaken it.
 */
@ApplicationScoped
public class PlanChanges {

    private static final Logger LOG = Logger.getLogger(PlanChanges.class.getName());

    /** Wishes that one plan may have in a day. */
    public static final int PER_DAY = 10;

    private static final int PER_NIGHT = 500;

    /** What became of a wish. */
    public enum Outcome {
        DONE,
        /** It is written down and will be tried again. */
        LATER,
        REFUSED,
        TOO_MANY
    }

    private record Asked(long id, String account, PlanDesk.Wish wish, boolean overtaken, boolean byDonor) {}

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail audit;
    private PlanDesk desk;

    protected PlanChanges() {}

    @Inject
    PlanChanges(Transactions transactions, Calendar calendar, AuditTrail audit, Instance<PlanDesk> desk) {
        this(transactions, calendar, audit, desk.isResolvable() ? desk.get() : null);
    }

    public PlanChanges(Transactions transactions, Calendar calendar, AuditTrail audit, PlanDesk desk) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.audit = audit;
        this.desk = desk;
    }

    /**
     * Writes a donor's wish down and has it carried out.
     *
     * @param nonce of the form; a second wish with it is the first one
     */
    public Outcome ask(PlanLinks.Link link, PlanDesk.Deed deed, Long amount, Instant until, String nonce) {
        var key = "almoner-plan-" + UUID.randomUUID();
        var now = calendar.now();
        var written = transactions.inNew(handle -> {
            // one plan's wishes come one after another, or ten at once would all count nine before them
            handle.execute("select 1 from recurring_plan where id = ? for update", link.planId());
            long today = handle.createQuery(
                            "select count(*) from plan_change where plan_id = ? and asked_at > ? and nonce <> ?")
                    .bind(0, link.planId())
                    .bind(1, now.minus(Duration.ofDays(1)))
                    .bind(2, nonce)
                    .mapTo(Long.class)
                    .one();
            if (today >= PER_DAY) {
                return -1L;
            }
            return handle.createQuery(
                            """
                            insert into plan_change (plan_id, deed, amount_minor, until, nonce, idempotency_key, asked_at)
                            values (:plan, :deed, :amount, :until, :nonce, :key, :now)
                            on conflict (nonce) do nothing returning id""")
                    .bind("plan", link.planId())
                    .bind("deed", deed.name())
                    .bind("amount", amount)
                    .bind("until", until)
                    .bind("nonce", nonce)
                    .bind("key", key)
                    .bind("now", now)
                    .mapTo(Long.class)
                    .findOne()
                    .orElse(0L);
        });
        if (written < 0) {
            return Outcome.TOO_MANY;
        }
        if (written == 0) {
            return of(nonce);
        }
        return carryOut(new Asked(written, "", new PlanDesk.Wish(link.plan(), deed, amount, until, key), false, true));
    }

    /**
     * Has the policy's wish carried out; once, however often it is asked for with the same nonce.
     *
     * @param deed one that needs neither an amount nor an end
     * @param nonce of what the policy does, the same each time
     */
    public Outcome order(String plan, PlanDesk.Deed deed, String nonce) {
        transactions.inNew(handle -> handle.execute(
                """
                insert into plan_change (plan_id, deed, nonce, idempotency_key, asked_at, wished_by)
                select id, ?, ?, ?, ?, 'POLICY' from recurring_plan where reference = ?
                on conflict (nonce) do nothing""",
                deed.name(),
                nonce,
                "almoner-plan-" + UUID.randomUUID(),
                calendar.now(),
                plan));
        var open = waiting("c.wished_by = 'POLICY' and c.nonce = :nonce", nonce);
        return open.isEmpty() ? of(nonce) : carryOut(open.get(0));
    }

    /** Takes the policy's wish back if it was not carried out; gives {@link Outcome#LATER} when it never will be. */
    public Outcome takeBack(String nonce) {
        waiting("c.wished_by = 'POLICY' and c.nonce = :nonce", nonce).forEach(each -> end(each, "OVERTAKEN", null));
        return of(nonce);
    }

    /** Tries again what donors wished and Stripe has not answered, the oldest first; gives how many were tried. */
    public int tryAgain() {
        // what the policy wished is asked for again by itself, if it still wants it
        List<Asked> waiting = waiting("c.wished_by = 'DONOR' and :nonce = ''", "");
        Set<String> silent = new HashSet<>();
        for (Asked each : waiting) {
            var late = each.wish().until() != null && !each.wish().until().isAfter(calendar.now());
            if (each.overtaken() || late) {
                end(each, "OVERTAKEN", null);
            } else if (!silent.contains(each.account()) && carryOut(each) == Outcome.LATER) {
                // whoever does not answer is not asked about the next one, but another account may
                silent.add(each.account());
            }
        }
        return waiting.size();
    }

    private List<Asked> waiting(String which, String nonce) {
        return transactions.inNew(handle -> handle.createQuery(
                        """
                        select c.*, p.reference, p.stripe_account,
                               exists (select from plan_change n where n.plan_id = c.plan_id and n.id > c.id) as overtaken
                        from plan_change c join recurring_plan p on p.id = c.plan_id
                        where c.state = 'ASKED' and %s order by c.id limit :most"""
                                .formatted(which))
                .bind("nonce", nonce)
                .bind("most", PER_NIGHT)
                .map((row, context) -> new Asked(
                        row.getLong("id"),
                        row.getString("stripe_account"),
                        new PlanDesk.Wish(
                                row.getString("reference"),
                                PlanDesk.Deed.valueOf(row.getString("deed")),
                                row.getObject("amount_minor") == null ? null : row.getLong("amount_minor"),
                                row.getTimestamp("until") == null
                                        ? null
                                        : row.getTimestamp("until").toInstant(),
                                row.getString("idempotency_key")),
                        row.getBoolean("overtaken"),
                        row.getString("wished_by").equals("DONOR")))
                .list());
    }

    private Outcome carryOut(Asked asked) {
        if (desk == null) {
            return Outcome.LATER;
        }
        try {
            desk.carryOut(asked.wish());
        } catch (PlanDesk.Refused refused) {
            end(asked, "REFUSED", refused.getMessage());
            return Outcome.REFUSED;
        } catch (RuntimeException unavailable) {
            LOG.log(Level.WARNING, "A change of plan {0} waits for Stripe: {1}", new Object[] {
                asked.wish().plan(), unavailable.getMessage()
            });
            return Outcome.LATER;
        }
        end(asked, "DONE", null);
        return Outcome.DONE;
    }

    private void end(Asked asked, String state, String reply) {
        Map<String, String> detail = new TreeMap<>();
        detail.put("state", state);
        detail.put(
                "amount",
                asked.wish().amount() == null ? null : asked.wish().amount().toString());
        detail.put(
                "until",
                asked.wish().until() == null ? null : asked.wish().until().toString());
        transactions.inNew(handle -> handle.execute(
                "update plan_change set state = ?, ended_at = ?, reply = ? where id = ? and state = 'ASKED'",
                state,
                calendar.now(),
                reply,
                asked.id()));
        audit.record(
                asked.byDonor() ? "donor" : "system",
                "plan." + asked.wish().deed().name().toLowerCase(Locale.ROOT),
                "plan",
                asked.wish().plan(),
                detail);
    }

    private Outcome of(String nonce) {
        var state = transactions.inNew(handle -> handle.createQuery("select state from plan_change where nonce = ?")
                .bind(0, nonce)
                .mapTo(String.class)
                .findOne()
                .orElse("OVERTAKEN"));
        return switch (state) {
            case "DONE" -> Outcome.DONE;
            case "REFUSED" -> Outcome.REFUSED;
            default -> Outcome.LATER;
        };
    }
}
