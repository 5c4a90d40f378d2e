package org.almoner.reconcile.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.almoner.database.TestDatabase;
import org.almoner.lease.Leases;
import org.almoner.reconcile.Checks;
import org.almoner.reconcile.JobRuns;
import org.almoner.reconcile.JobRuns.Step;
import org.almoner.reconcile.batch.RunLog.Status;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JobsTest {

    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
    private static final String CLOSE = Jobs.NIGHTLY_CLOSE;
    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Jdbi jdbi = Jdbi.create(database);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final RunLog log = new RunLog(jdbi, calendar);
    private final JobRuns runs = new JobRuns(jdbi);
    private final List<String> asked = new ArrayList<>();
    private boolean forgetful;
    private long executions = 100;
    private final Jobs jobs = new Jobs(new Leases(database), log, () -> operator());

    @Test
    void aRunIsShownWithAllItsStepsBeforeItsIdIsKnown() {
        long id = jobs.start(CLOSE, DATE, "finance@example.org");

        var run = runs.find(id).orElseThrow();
        assertThat(run.status()).isEqualTo("STARTED");
        assertThat(run.date()).isEqualTo(DATE);
        assertThat(run.requestedBy()).isEqualTo("finance@example.org");
        assertThat(run.startedAt()).isEqualTo(NOW);
        assertThat(run.steps()).extracting(Step::name).startsWith("take-turn").isEqualTo(JobDefinition.steps(CLOSE));
        assertThat(run.steps()).extracting(Step::status).containsOnly("WAITING");
    }

    @Test
    void oneAtATimeForADate() {
        jobs.start(CLOSE, DATE, "schedule");

        assertThatThrownBy(() -> jobs.start(CLOSE, DATE, "schedule")).isInstanceOf(JobAlreadyRunning.class);
        assertThat(jobs.start(CLOSE, DATE.plusDays(1), "schedule")).isEqualTo(102);
        assertThat(asked).hasSize(2);
    }

    @Test
    void anotherNodeSeesItToo() {
        jobs.start(CLOSE, DATE, "schedule");
        var other = new Jobs(new Leases(database), log, () -> operator());

        assertThatThrownBy(() -> other.start(CLOSE, DATE, "schedule")).isInstanceOf(JobAlreadyRunning.class);
        other.endOrphans();
        assertThat(runs.find(101).orElseThrow().status()).isEqualTo("STARTED");
    }

    @Test
    void afterAGoodEndItBeginsAnew() {
        long first = jobs.start(CLOSE, DATE, "schedule");
        log.ended(first, Status.COMPLETED, null);
        jobs.ended(CLOSE, DATE);

        jobs.start(CLOSE, DATE, "schedule");

        assertThat(asked).containsExactly("start nightly-close", "start nightly-close");
    }

    @Test
    void afterAFailureItGoesOn() {
        long first = jobs.start(CLOSE, DATE, "schedule");
        String done = JobDefinition.steps(CLOSE).get(0);
        log.stepStarted(first, done);
        jdbi.useHandle(handle -> log.total(handle, first, done, 7));
        jdbi.useHandle(handle -> log.done(handle, first, done, 7));
        log.stepEnded(first, done, Status.COMPLETED);
        log.failed(first, "fetch-payouts: Stripe did not answer");
        log.ended(first, Status.FAILED, null);
        jobs.ended(CLOSE, DATE);

        long second = jobs.start(CLOSE, DATE, "schedule");

        assertThat(asked).containsExactly("start nightly-close", "restart 101");
        assertThat(runs.find(first).orElseThrow().error()).isEqualTo("fetch-payouts: Stripe did not answer");
        assertThat(runs.find(second).orElseThrow().steps().get(0))
                .satisfies(step -> assertThat(step.status()).isEqualTo("COMPLETED"))
                .satisfies(step -> assertThat(step.done()).isEqualTo(7));
    }

    @Test
    void aRunThatHadToDoWithoutAnAccountBeginsAnewOnceItsStepsAreDone() {
        long first = jobs.start(CLOSE, DATE, "schedule");
        log.without(first, "shop", "Not swept: the Stripe account shop. Stripe refused");
        log.without(first, "shop", "a later word");
        log.failed(first, "send-mail: broken");
        log.ended(first, Status.FAILED, null);
        jobs.ended(CLOSE, DATE);

        // while steps are left it goes on, still without the account
        long second = jobs.start(CLOSE, DATE, "schedule");
        assertThat(log.isWithout(second, "shop")).isTrue();
        assertThat(log.isWithout(second, "")).isFalse();
        assertThat(log.without(second)).contains("Not swept: the Stripe account shop. Stripe refused");
        JobDefinition.steps(CLOSE).forEach(step -> {
            log.stepStarted(second, step);
            log.stepEnded(second, step, Status.COMPLETED);
        });
        log.ended(second, Status.FAILED, null);
        jobs.ended(CLOSE, DATE);

        long third = jobs.start(CLOSE, DATE, "schedule");
        assertThat(asked).containsExactly("start nightly-close", "restart 101", "start nightly-close");
        assertThat(log.isPartial(third)).isFalse();
    }

    @Test
    void whatAFinishedStepCheckedIsKnownOfTheRunThatGoesOn() {
        long first = jobs.start(CLOSE, DATE, "schedule");
        jdbi.useTransaction(handle -> Checks.run(handle, first, DATE, NOW));
        log.ended(first, Status.STOPPED, null);
        jobs.ended(CLOSE, DATE);

        long second = jobs.start(CLOSE, DATE, "schedule");

        Checks checks = new Checks(jdbi);
        assertThat(checks.of(second)).isNotEmpty().isEqualTo(checks.of(first));
    }

    @Test
    void aRunOfAKilledProcessIsEndedAndGoneOnWith() {
        log.begin(100, CLOSE, DATE, "schedule", JobDefinition.steps(CLOSE), OptionalLong.empty());
        log.stepStarted(100, "take-turn");

        jobs.endOrphans();

        var dead = runs.find(100).orElseThrow();
        assertThat(dead.status()).isEqualTo("STOPPED");
        assertThat(dead.error()).isNotBlank();
        assertThat(dead.steps().get(0).status()).isEqualTo("STOPPED");
        jobs.start(CLOSE, DATE, "schedule");
        assertThat(asked).containsExactly("restart 100");
    }

    @Test
    void aRepositoryThatForgotTheRunCostsNothingButTime() {
        log.begin(100, CLOSE, DATE, "schedule", JobDefinition.steps(CLOSE), OptionalLong.empty());
        forgetful = true;

        assertThat(jobs.start(CLOSE, DATE, "schedule")).isEqualTo(101);
        assertThat(asked).containsExactly("restart 100", "start nightly-close");
    }

    @Test
    void aStartThatFailsGivesTheLeaseBack() {
        var broken = new Jobs(new Leases(database), log, () -> {
            throw new IllegalStateException("no batch here");
        });

        assertThatThrownBy(() -> broken.start(CLOSE, DATE, "schedule")).hasMessage("no batch here");
        assertThat(jobs.start(CLOSE, DATE, "schedule")).isEqualTo(101);
    }

    @Test
    void thereIsNoJobOfThatName() {
        assertThatThrownBy(() -> jobs.start("yearly-close", DATE, "schedule")).isInstanceOf(UnknownJob.class);
        assertThatThrownBy(() -> jobs.start("../nightly-close", DATE, "schedule"))
                .isInstanceOf(UnknownJob.class);
    }

    @Test
    void aRunKnowsWhenItLostItsLease() {
        jobs.start(CLOSE, DATE, "schedule");
        jobs.proveHeld(CLOSE, DATE);
        jdbi.useHandle(
                handle -> handle.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                        + " and database = (select oid from pg_database where datname = current_database())"));

        assertThatThrownBy(() -> jobs.proveHeld(CLOSE, DATE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNightIsDueOnceItsHourHasComeAndUntilItIsDone() {
        jdbi.useHandle(handle -> handle.execute("update flyway_schema_history set installed_on = '2026-10-01'"));
        var nightly = new Nightly(jobs, log, jdbi, calendar, "02:30", Optional.of("sk_test_x"));
        // 02:30 in Berlin is 01:30 UTC in November.
        assertThat(nightly.due(NOW)).contains(DATE);
        assertThat(nightly.due(Instant.parse("2026-11-20T01:29:00Z"))).contains(DATE.minusDays(1));

        long id = jobs.start(CLOSE, DATE, "schedule");
        assertThat(nightly.due(NOW)).isEmpty();

        log.ended(id, Status.FAILED, "broken");
        jobs.ended(CLOSE, DATE);
        assertThat(nightly.due(NOW.plusSeconds(60))).isEmpty();
        assertThat(nightly.due(NOW.plus(Duration.ofMinutes(16)))).contains(DATE);

        long partly = jobs.start(CLOSE, DATE, "schedule");
        log.without(partly, "shop", "Not swept: the Stripe account shop");
        JobDefinition.steps(CLOSE).forEach(step -> log.stepEnded(partly, step, Status.COMPLETED));
        log.ended(partly, Status.FAILED, null);
        jobs.ended(CLOSE, DATE);
        assertThat(nightly.due(NOW.plus(Duration.ofMinutes(16)))).isEmpty();
        assertThat(nightly.due(NOW.plus(Duration.ofMinutes(241)))).contains(DATE);

        long again = jobs.start(CLOSE, DATE, "schedule");
        log.ended(again, Status.COMPLETED, null);
        assertThat(nightly.due(NOW.plus(Duration.ofHours(5)))).isEmpty();
    }

    @Test
    void aMonthIsPackedBehindTheNightlyCloseOfItsLastDayAndCaughtUpWith() {
        jdbi.useHandle(handle -> handle.execute("update flyway_schema_history set installed_on = '2026-09-10'"));
        var nightly = new Nightly(jobs, log, jdbi, calendar, "02:30", Optional.of("sk_test_x"));
        var now = Instant.parse("2026-12-01T02:00:00Z");
        assertThat(nightly.monthDue(now)).isEmpty();

        // a close of the last day catches up with all before, so September and October are due as well
        log.ended(jobs.start(CLOSE, LocalDate.of(2026, 11, 30), "schedule"), Status.COMPLETED, null);
        assertThat(nightly.monthDue(now)).contains(LocalDate.of(2026, 9, 30));
        for (int month = 9; month <= 11; month++) {
            var last = YearMonth.of(2026, month).atEndOfMonth();
            jdbi.useHandle(handle -> handle.execute(
                    "insert into job_run values (?, 'monthly-close', ?, 'COMPLETED', 'schedule', '2026-12-01T01:50:00Z')",
                    1_000 + last.getMonthValue(),
                    last));
        }
        assertThat(nightly.monthDue(now)).isEmpty();
        // packed by hand before the month had ended
        jdbi.useHandle(
                handle -> handle.execute(
                        "update job_run set started_at = '2026-11-30T12:00:00Z' where job = 'monthly-close' and execution_id = 1011"));
        assertThat(nightly.monthDue(now)).contains(LocalDate.of(2026, 11, 30));
    }

    @Test
    void aNightBeforeTheBooksBeganWasNotMissedNorOneWithoutAKey() {
        jdbi.useHandle(handle -> handle.execute("update flyway_schema_history set installed_on = '2026-11-20 01:45'"));
        assertThat(new Nightly(jobs, log, jdbi, calendar, "02:30", Optional.of("sk_test_x")).due(NOW))
                .isEmpty();

        jdbi.useHandle(handle -> handle.execute("update flyway_schema_history set installed_on = '2026-10-01'"));
        assertThat(new Nightly(jobs, log, jdbi, calendar, "02:30", Optional.empty()).due(NOW))
                .isEmpty();
    }

    private JobOperator operator() {
        return (JobOperator) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobOperator.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName() + " " + arguments[0]);
                    if (method.getName().equals("restart") && forgetful) {
                        throw new NoSuchJobExecutionException("forgotten");
                    }
                    return ++executions;
                });
    }
}
