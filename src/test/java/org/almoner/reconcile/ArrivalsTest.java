package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.almoner.database.TestDatabase;
import org.almoner.reconcile.Arrivals.Alarm;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What silence is an alarm, over histories made up for it; and the alarms of the backlog. */
class ArrivalsTest {

    private static final Instant END = Instant.parse("2026-11-21T00:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private int events;

    @Test
    void withoutAnyHistoryNothingIsUsualAndNothingAnAlarm() {
        measure();

        var state = at(END.plus(Duration.ofDays(300)));

        assertThat(state.newestAt()).isNull();
        assertThat(state.quietAfter()).isNull();
        assertThat(state.alarms()).isEmpty();
    }

    @Test
    void aBusyAccountIsSilentAfterHalfAnHour() {
        every(Duration.ofMinutes(5), Duration.ofDays(28));
        measure();

        assertThat(at(END).quietAfter()).isEqualTo(Arrivals.SHORTEST_SILENCE);
        assertThat(at(END.plus(Duration.ofMinutes(29))).alarms()).isEmpty();
        assertThat(at(END.plus(Duration.ofMinutes(31))).alarms()).containsExactly(Alarm.SILENT);
    }

    @Test
    void aSmallAccountMaySleepAsLongAsItsWeekends() {
        every(Duration.ofHours(20), Duration.ofDays(28));
        measure();

        assertThat(at(END).quietAfter()).isEqualTo(Duration.ofHours(40));
        assertThat(at(END.plus(Duration.ofHours(39))).alarms()).isEmpty();
        assertThat(at(END.plus(Duration.ofHours(41))).alarms()).containsExactly(Alarm.SILENT);
    }

    @Test
    void oneOutageDoesNotTeachThatOutagesAreUsual() {
        every(Duration.ofMinutes(10), Duration.ofDays(28));
        jdbi.useHandle(handle -> handle.execute(
                "delete from stripe_event where received_at between ? and ?",
                END.minus(Duration.ofDays(12)),
                END.minus(Duration.ofDays(9))));
        measure();

        assertThat(at(END).quietAfter()).isEqualTo(Arrivals.SHORTEST_SILENCE);
    }

    @Test
    void aWeekIsTooShortToJudge() {
        every(Duration.ofMinutes(10), Duration.ofDays(10));
        measure();

        assertThat(at(END).quietAfter()).isNull();
        assertThat(at(END.plus(Duration.ofDays(5))).alarms()).isEmpty();
    }

    @Test
    void aLongSilenceDoesNotForgetWhatWasUsual() {
        every(Duration.ofMinutes(10), Duration.ofDays(28));
        jdbi.useTransaction(handle -> Arrivals.measure(handle, END.plus(Duration.ofDays(60))));

        assertThat(at(END.plus(Duration.ofDays(60))).alarms()).containsExactly(Alarm.SILENT);
    }

    @Test
    void whatTheCloseFetchedIsNoWebhook() {
        every(Duration.ofMinutes(10), Duration.ofDays(28));
        measure();
        event("payout.paid", "SWEEP", "DONE", END.plus(Duration.ofHours(3)));

        assertThat(at(END.plus(Duration.ofHours(4))).newestAt()).isEqualTo(END);
        assertThat(at(END.plus(Duration.ofHours(4))).alarms()).containsExactly(Alarm.SILENT);

        event("payout.paid", "WEBHOOK", "DONE", END.plus(Duration.ofHours(4)));
        assertThat(at(END.plus(Duration.ofHours(4))).alarms()).isEmpty();
    }

    @Test
    void aBacklogIsAnAlarmOnceItIsOldAndAParkedEventAtOnce() {
        event("payout.paid", "WEBHOOK", "NEW", END);
        assertThat(at(END.plus(Arrivals.LONGEST_WAIT)).alarms()).isEmpty();
        var late = at(END.plus(Arrivals.LONGEST_WAIT).plusSeconds(1));
        assertThat(late.alarms()).containsExactly(Alarm.BACKLOG);
        assertThat(late.waiting()).isOne();
        assertThat(late.oldestAt()).isEqualTo(END);

        event("charge.updated", "WEBHOOK", "PARKED", END);
        assertThat(at(END).alarms()).containsExactly(Alarm.PARKED);
        assertThat(at(END).parked()).isOne();
    }

    @Test
    void abrokenRequirementIsAnAlarmAndAnUnknownOneIsNot() {
        requirement("PRESENT", "OPEN");
        assertThat(at(END).alarms()).isEmpty();
        requirement("EVENTS", "BROKEN");
        assertThat(at(END).alarms()).containsExactly(Alarm.ENDPOINT);
    }

    @Test
    void trafficIsSeenByItsKindSinceTheLastMeasurementToo() {
        event("charge.succeeded", "WEBHOOK", "DONE", END.minusSeconds(60));
        event("charge.updated", "WEBHOOK", "DONE", END.minusSeconds(50));
        event("issuing_card.created", "WEBHOOK", "IGNORED", END.minusSeconds(40));
        measure();
        event("payout.paid", "WEBHOOK", "DONE", END);
        event("customer.updated", "SWEEP", "DONE", END);

        assertThat(new Arrivals(jdbi, clock(END)).traffic())
                .containsExactly(
                        new Arrivals.Seen(Traffic.GIFTS, END.minusSeconds(50), 2),
                        new Arrivals.Seen(Traffic.PAYOUTS, END, 0),
                        new Arrivals.Seen(Traffic.OTHER, END.minusSeconds(40), 1));
    }

    private void every(Duration pause, Duration time) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_event (event_id, stripe_account, livemode, type, received_at, origin, sha256, body, status)"
                        + " select 'evt_' || at, '', false, 'charge.succeeded', at, 'WEBHOOK', '', '', 'DONE'"
                        + " from generate_series(?::timestamptz, ?::timestamptz, ?::interval) at",
                END.minus(pause.multipliedBy(time.dividedBy(pause))),
                END,
                pause.toSeconds() + " seconds"));
    }

    private void event(String type, String origin, String status, Instant at) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_event (event_id, stripe_account, livemode, type, received_at, origin, sha256, body, status)"
                        + " values (?, '', false, ?, ?, ?, '', '', ?)",
                "evt_single_" + ++events,
                type,
                at,
                origin,
                status));
    }

    private void requirement(String requirement, String outcome) {
        jdbi.useHandle(handle ->
                handle.execute("insert into endpoint_finding values ('', ?, 1, ?, '', ?)", requirement, outcome, END));
    }

    private void measure() {
        jdbi.useTransaction(handle -> Arrivals.measure(handle, END));
    }

    private Arrivals.State at(Instant now) {
        return new Arrivals(jdbi, clock(now)).state();
    }

    private static Calendar clock(Instant now) {
        return new Calendar(Clock.fixed(now, ZoneOffset.UTC), ZoneId.of("UTC"));
    }
}
