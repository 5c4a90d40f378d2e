package org.almoner.dunning;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.KeptConnections;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.dunning.Step.Deed;
import org.almoner.dunning.Step.Template;
import org.almoner.gift.PlanChanges;
import org.almoner.gift.PlanDesk;
import org.almoner.gift.PlanLinks;
import org.almoner.gift.PlanQueries;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** Plans whose instalments fail, over an empty database with a clock that the test turns and a Stripe that it plays. */
final class FailedPlans {

    final PGSimpleDataSource database = TestDatabase.fresh();
    final Jdbi jdbi = Jdbi.create(new KeptConnections(database));
    final Transactions transactions = Transactions.over(jdbi);
    final Rows rows = new Rows(jdbi);
    final List<PlanDesk.Wish> wishes = new ArrayList<>();
    final Calendar calendar = new Calendar(new Now(), ZoneId.of("Europe/Berlin"));
    final AuditTrail audit = new AuditTrail(jdbi, calendar);
    final Policies policies = new Policies(jdbi, transactions, audit);
    final FailureQueries failures = new FailureQueries(jdbi);
    final Outbox outbox = new Outbox(transactions, calendar);
    final PlanLinks links = new PlanLinks(jdbi, calendar);
    final DunningLetters letters = new DunningLetters(jdbi, calendar, links, Optional.of("https://give.example.org/"));
    final CardExpiryLetters cardLetters = new CardExpiryLetters(jdbi, links, Optional.of("https://give.example.org"));
    Instant now = Instant.parse("2026-11-02T01:30:00Z");
    RuntimeException trouble;
    Error death;

    Dunning dunning() {
        return new Dunning(
                transactions,
                calendar,
                policies,
                new Failures(transactions, calendar),
                failures,
                outbox,
                new PlanChanges(transactions, calendar, audit, this::carryOut),
                "Almoner <us@example.org>");
    }

    CardNotices cards() {
        return new CardNotices(transactions, calendar, policies, new PlanQueries(jdbi), outbox, "us@example.org");
    }

    private void carryOut(PlanDesk.Wish wish) {
        wishes.add(wish);
        if (death != null) {
            throw death;
        }
        if (trouble != null) {
            throw trouble;
        }
        if (wish.deed() == PlanDesk.Deed.CANCEL) {
            sql("update recurring_plan set status = 'canceled', ended_at = now() where reference = '" + wish.plan()
                    + "'");
        }
    }

    /** A night at an hour at which Berlin has the same day as UTC. */
    void night(String day) {
        now = Instant.parse(day + "T01:30:00Z");
        // as the step before has asked Stripe about what is open
        jdbi.useHandle(handle ->
                handle.execute("update stripe_invoice set asked_at = ? where status = 'open'", Timestamp.from(now)));
        dunning().run(looked -> {}, () -> false);
    }

    void night(String day, BooleanSupplier stop) {
        now = Instant.parse(day + "T01:30:00Z");
        dunning().run(looked -> {}, stop);
    }

    /** A plan of 25.00 EUR a month whose donor has an address. */
    void plan(String plan, String name, String email) {
        rows.plan(plan);
        long donor = rows.donor(name, email);
        sql("update recurring_plan set donor_id = " + donor + ", customer = 'cus_" + donor
                + "', started_at = '2026-01-31T10:00:00Z', anchor_at = '2026-01-31T10:00:00Z' where reference = '"
                + plan
                + "'");
    }

    /** An instalment that was declined once. */
    void decline(String plan, String code, String at, long amount, String currency) {
        var invoice = "in_" + plan + "_" + at;
        var pi = "pi_" + plan + "_" + at;
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into stripe_invoice (id, stripe_account, livemode, subscription, status, attempts,"
                            + " amount_due_minor, currency, billing_reason, created_at)"
                            + " values (?, '', true, ?, 'open', 1, ?, ?, 'subscription_cycle', ?)",
                    invoice,
                    plan,
                    amount,
                    currency,
                    Timestamp.from(Instant.parse(at)));
            handle.execute(
                    "insert into stripe_invoice_payment (invoice, stripe_account, livemode, payment_intent) values (?, '', true, ?)",
                    invoice,
                    pi);
            handle.execute(
                    "insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status,"
                            + " created_at, failure_code, decline_code) values (?, '', true, ?, ?, ?, 'failed', ?, ?, ?)",
                    "ch_" + pi,
                    pi,
                    amount,
                    currency,
                    Timestamp.from(Instant.parse(at)),
                    code == null ? null : "card_declined",
                    code);
        });
        sql("update recurring_plan set status = 'past_due' where reference = '" + plan + "'");
    }

    void decline(String plan, String code, String at) {
        decline(plan, code, at, 2_500, "EUR");
    }

    /** Another plan of the same donor. */
    void another(String plan, String reference, String status, boolean paused) {
        rows.plan(reference);
        sql("update recurring_plan set status = '" + status + "', paused = " + paused
                + ", donor_id = (select donor_id from recurring_plan where reference = '" + plan
                + "') where reference = '" + reference + "'");
    }

    /** A gift that the donor of a plan made by hand. */
    void gave(String plan, String at) {
        long donor =
                jdbi.withHandle(handle -> handle.createQuery("select donor_id from recurring_plan where reference = ?")
                        .bind(0, plan)
                        .mapTo(Long.class)
                        .one());
        rows.gift("pi_by_hand_" + donor, donor, null, Instant.parse(at));
    }

    /** Stripe tried again and succeeded. */
    void pay(String plan, String at) {
        sql("update stripe_invoice set status = 'paid', paid_at = '" + at + "' where subscription = '" + plan + "'");
        sql("update recurring_plan set status = 'active' where reference = '" + plan + "'");
    }

    void policy(String declineClass, Step... steps) {
        var before = policies.find(declineClass).orElseThrow();
        policies.save(
                new Policy(
                        declineClass,
                        true,
                        before.graceDays(),
                        before.unlessGiving(),
                        List.of(steps),
                        before.version()),
                "ann@example.org");
    }

    void switchOn(String declineClass) {
        policy(declineClass, policies.find(declineClass).orElseThrow().steps().toArray(new Step[0]));
    }

    static Step mail(int days, Template template) {
        return new Step(days, Deed.MAIL, template);
    }

    static Step stop(int days) {
        return new Step(days, Deed.STOP, null);
    }

    /** What was done in order: days after the failure, and what came of it. */
    List<String> taken() {
        return texts("select after_days || ' ' || coalesce(template, deed) || ' ' || state from plan_failure_step"
                + " order by failure_id, number");
    }

    List<String> mails() {
        return texts("select recipient || ' ' || kind from mail_outbox order by created_at, recipient");
    }

    void sql(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }

    String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).findOne().orElse(null));
    }

    List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    void nights(String month, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(day -> night(month + "-" + (day < 10 ? "0" : "") + day));
    }

    private final class Now extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
