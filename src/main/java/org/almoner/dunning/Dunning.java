package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.almoner.database.Transactions;
import org.almoner.dunning.Step.Deed;
import org.almoner.gift.PlanChanges;
import org.almoner.gift.PlanDesk;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * Takes the steps of the policy that are due: mails go into the outbox in the transaction that notes the step, plans are
 * paused and ended at Stripe under a key of their own after the step was noted. What was noted is not done again; what was
 * cut off in between is finished by the next night. A policy that is switched off does nothing.
 *
 * <p>A plan is paused or ended only on what Stripe said of its instalment within the last day and a half, and nothing is
 * done about a plan that is paused already.
 */
@ApplicationScoped
public class Dunning {

    /** The kind of its letters; what they are about is the step. */
    static final String KIND = "DUNNING";

    private static final int AT_ONCE = 200;
    private static final Duration FRESH = Duration.ofHours(36);

    /**
     * What a night would do.
     *
     * @param mails to how many donors it would write
     * @param unreachable how many more it would write to, had they an address that takes mail
     * @param spared how many it leaves alone since they give otherwise
     */
    public record Preview(int mails, int unreachable, int spared, int pauses, int stops) {}

    private record Addressee(long donor, String email, String language, boolean bounced, boolean givesOtherwise) {}

    private record Due(FailureView failure, Policy.Next next, Addressee addressee, boolean unlessGiving) {

        String mailState() {
            if (unlessGiving && addressee != null && addressee.givesOtherwise()) {
                return "GIVES_OTHERWISE";
            }
            if (addressee == null
                    || addressee.email() == null
                    || addressee.email().isBlank()) {
                return "NO_ADDRESS";
            }
            return addressee.bounced() ? "BOUNCED" : "MAILED";
        }
    }

    private Transactions transactions;
    private Calendar calendar;
    private Policies policies;
    private Failures failures;
    private FailureQueries queries;
    private Outbox outbox;
    private PlanChanges changes;
    private String host;

    protected Dunning() {}

    @Inject
    public Dunning(
            Transactions transactions,
            Calendar calendar,
            Policies policies,
            Failures failures,
            FailureQueries queries,
            Outbox outbox,
            PlanChanges changes,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.policies = policies;
        this.failures = failures;
        this.queries = queries;
        this.outbox = outbox;
        this.changes = changes;
        var address = Mailbox.parse(from).address();
        this.host = address.substring(address.lastIndexOf('@') + 1);
    }

    /**
     * A night: brings the failures up to date and takes what is due.
     *
     * @param looked told how many failures were looked at, as they are
     * @param stop whether to end early, with whole transactions
     */
    public void run(LongConsumer looked, BooleanSupplier stop) {
        failures.refresh();
        finish();
        for (var policy : policies.all()) {
            long last = policy.enabled() ? 0 : Long.MAX_VALUE;
            while (last < Long.MAX_VALUE && !stop.getAsBoolean()) {
                last = page(policy, last, looked);
            }
        }
    }

    /** How many donors would be written to today, and what else would be done, if this were the policy. */
    public Preview preview(Policy draft) {
        var wanted = new Policy(
                        draft.declineClass(),
                        true,
                        draft.graceDays(),
                        draft.unlessGiving(),
                        draft.steps(),
                        draft.version())
                .checked();
        var sum = new int[5];
        long last = 0;
        while (last < Long.MAX_VALUE) {
            long from = last;
            var found = transactions.inNew(handle -> due(handle, wanted, from));
            for (var due : found.due()) {
                switch (due.next().step().deed()) {
                    case MAIL -> {
                        switch (due.mailState()) {
                            case "MAILED" -> sum[0]++;
                            case "GIVES_OTHERWISE" -> sum[2]++;
                            default -> sum[1]++;
                        }
                    }
                    case PAUSE -> sum[3]++;
                    default -> sum[4]++;
                }
            }
            last = found.last();
        }
        return new Preview(sum[0], sum[1], sum[2], sum[3], sum[4]);
    }

    private record Found(List<Due> due, int looked, long last) {}

    private Found due(Handle handle, Policy policy, long after) {
        var open = queries.next(handle, policy.declineClass(), after, AT_ONCE);
        var found = new ArrayList<Due>();
        for (var failure : open) {
            var next = failure.planPaused() ? null : failure.next(policy, calendar);
            if (next != null && !next.on().isAfter(calendar.today()) && (isMail(next) || fresh(failure))) {
                found.add(new Due(failure, next, null, policy.unlessGiving()));
            }
        }
        var addressees =
                addressees(handle, found.stream().map(due -> due.failure().id()).toList());
        return new Found(
                found.stream()
                        .map(due -> new Due(
                                due.failure(),
                                due.next(),
                                addressees.get(due.failure().id()),
                                due.unlessGiving()))
                        .toList(),
                open.size(),
                open.size() < AT_ONCE
                        ? Long.MAX_VALUE
                        : open.get(open.size() - 1).id());
    }

    private static boolean isMail(Policy.Next next) {
        return next.step().deed() == Deed.MAIL;
    }

    private boolean fresh(FailureView failure) {
        return failure.askedAt() != null
                && failure.askedAt().plus(FRESH).isAfter(calendar.now())
                && failure.taken().stream().noneMatch(each -> each.state().equals("ASKED"));
    }

    private long page(Policy policy, long after, LongConsumer looked) {
        var noted = transactions.inNew(handle -> {
            var found = due(handle, policy, after);
            var letters = new ArrayList<Outbox.Order>();
            found.due().forEach(due -> note(handle, due, letters));
            outbox.queue(handle, letters);
            return found;
        });
        noted.due().stream()
                .filter(due -> !isMail(due.next()))
                .forEach(due -> carryOut(
                        due.failure().id(),
                        due.next().number(),
                        due.next().step().deed(),
                        due.failure().plan()));
        looked.accept(noted.looked());
        return noted.last();
    }

    private void note(Handle handle, Due due, List<Outbox.Order> letters) {
        var failure = due.failure().id();
        due.next().overtaken().forEach(each -> insert(handle, failure, each, "OVERTAKEN"));
        var state = isMail(due.next()) ? due.mailState() : "ASKED";
        long step = insert(handle, failure, due.next(), state);
        if (step > 0 && state.equals("MAILED")) {
            letters.add(new Outbox.Order(
                    KIND,
                    "dunning:" + failure + ":" + due.next().number(),
                    step,
                    due.addressee().donor(),
                    due.addressee().email().strip(),
                    due.addressee().language(),
                    host));
        }
    }

    /** Gives the id of the step, or 0 if it had been taken. */
    private long insert(Handle handle, long failure, Policy.Next next, String state) {
        var step = next.step();
        return handle.createQuery(
                        """
                        insert into plan_failure_step (failure_id, number, after_days, deed, template, state, taken_at)
                        values (:failure, :number, :days, :deed, :template, :state, :now)
                        on conflict (failure_id, number) do nothing returning id""")
                .bind("failure", failure)
                .bind("number", next.number())
                .bind("days", step.afterDays())
                .bind("deed", step.deed().name())
                .bind(
                        "template",
                        step.template() == null ? null : step.template().name())
                .bind("state", state)
                .bind("now", calendar.now())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** What a night that was cut off left at Stripe, or what Stripe did not answer. */
    private void finish() {
        record Open(long failure, int number, Deed deed, String plan, boolean over) {}
        transactions
                .inNew(handle -> handle.createQuery(
                                """
                                select s.*, p.reference, f.ended_at is not null or p.paused or not c.enabled as over
                                from plan_failure_step s join plan_failure f on f.id = s.failure_id
                                join recurring_plan p on p.id = f.plan_id join decline_class c on c.code = f.class
                                where s.state = 'ASKED' order by s.id""")
                        .map((row, context) -> new Open(
                                row.getLong("failure_id"),
                                row.getInt("number"),
                                Deed.valueOf(row.getString("deed")),
                                row.getString("reference"),
                                row.getBoolean("over")))
                        .list())
                .forEach(open -> {
                    if (open.over()) {
                        became(open.failure(), open.number(), changes.takeBack(nonce(open.failure(), open.number())));
                    } else {
                        carryOut(open.failure(), open.number(), open.deed(), open.plan());
                    }
                });
    }

    private void carryOut(long failure, int number, Deed deed, String plan) {
        var wanted = deed == Deed.STOP ? PlanDesk.Deed.CANCEL : PlanDesk.Deed.PAUSE;
        var outcome = changes.order(plan, wanted, nonce(failure, number));
        if (outcome != PlanChanges.Outcome.LATER) {
            became(failure, number, outcome);
        }
    }

    private void became(long failure, int number, PlanChanges.Outcome outcome) {
        var state = outcome == PlanChanges.Outcome.LATER ? "OVERTAKEN" : outcome.name();
        transactions.inNew(handle -> handle.execute(
                "update plan_failure_step set state = ? where failure_id = ? and number = ? and state = 'ASKED'",
                state,
                failure,
                number));
    }

    private static String nonce(long failure, int number) {
        return "dunning:" + failure + ":" + number;
    }

    private static Map<Long, Addressee> addressees(Handle handle, Collection<Long> failures) {
        Map<Long, Addressee> found = new HashMap<>();
        handle.createQuery(ADDRESSEES)
                .bindArray("failures", Long.class, failures.toArray())
                .map((row, context) -> Map.entry(
                        row.getLong("id"),
                        new Addressee(
                                row.getLong("donor"),
                                row.getString("email"),
                                Writers.language(row),
                                row.getBoolean("bounced"),
                                row.getBoolean("gives_otherwise"))))
                .forEach(each -> found.put(each.getKey(), each.getValue()));
        return found;
    }

    private static final String ADDRESSEES =
            """
            select f.id, d.id as donor, d.email, d.languages, d.country, a.receipt_language, BOUNCED as bounced,
                   GIVES_OTHERWISE as gives_otherwise
            from plan_failure f join recurring_plan p on p.id = f.plan_id join donor d on d.id = p.donor_id
            cross join lateral (ISSUER) a
            where f.id = any (:failures)
            """
                    .replace("ISSUER", Writers.ISSUER)
                    .replace("BOUNCED", Writers.BOUNCED)
                    .replace("GIVES_OTHERWISE", Writers.GIVES_OTHERWISE);
}
