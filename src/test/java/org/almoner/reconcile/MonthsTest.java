package org.almoner.reconcile;

import static org.almoner.reconcile.MonthBooks.ADMIN;
import static org.almoner.reconcile.MonthBooks.FIN;
import static org.almoner.reconcile.MonthBooks.FINN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.reconcile.ClosePreview.Kind;
import org.almoner.reconcile.MonthView.RequestState;
import org.almoner.reconcile.Reconciliation.Status;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonthsTest {

    private static final String RESTRICTED = "23001";
    private static final String CHECKED = "23514";
    private static final String MAIN = "main";
    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant IN_SEPTEMBER = Instant.parse("2026-09-10T10:00:00Z");
    private static final Instant IN_OCTOBER = Instant.parse("2026-10-10T10:00:00Z");

    private final MonthBooks books = new MonthBooks(Instant.parse("2026-11-05T09:00:00Z"));

    @BeforeEach
    void twoMonthsThatBalance() {
        books.line("txn_sep", "", "fee", -500, IN_SEPTEMBER);
        books.line("txn_oct", "", "fee", -700, IN_OCTOBER);
        books.night(LocalDate.of(2026, 11, 4));
    }

    @Test
    void twoPeopleCloseAMonthAndItsStoryIsKept() {
        assertThat(books.status(MAIN, SEPTEMBER)).isEqualTo(Status.BALANCED);
        long request = books.months.ask(MAIN, SEPTEMBER, "all seen", FIN);
        assertThat(books.months.view(MAIN, SEPTEMBER).waiting().requestedBy()).isEqualTo(FIN);
        ClosePreview preview = books.months.preview(MAIN, SEPTEMBER);
        assertThat(preview.obstacles()).isEmpty();
        assertThat(preview.transactions()).isEqualTo(1);
        assertThat(preview.entries()).isEqualTo(1);

        books.months.agree(request, preview.seen(), FINN);

        MonthView closed = books.months.view(MAIN, SEPTEMBER);
        assertThat(closed.status()).isEqualTo(Status.CLOSED);
        assertThat(closed.waiting()).isNull();
        assertThat(closed.history()).extracting(MonthView.Change::status).containsExactly("OPEN", "BALANCED", "CLOSED");
        assertThat(closed.last("CLOSED"))
                .extracting(MonthView.Change::actor, MonthView.Change::requestedBy, MonthView.Change::reason)
                .containsExactly(FINN, FIN, "all seen");
        assertThat(books.reconciliations.of(SEPTEMBER).status()).isEqualTo(Status.CLOSED);
        assertThat(books.texts("select action from audit_entry order by id"))
                .containsExactly("month.close-requested", "month.closed");
        books.night(LocalDate.of(2026, 11, 5));
        assertThat(books.status(MAIN, SEPTEMBER)).isEqualTo(Status.CLOSED);
    }

    @Test
    void whoAskedCannotAgreeAndNobodyAgreesToWhatTheyDidNotSee() {
        long request = books.months.ask(MAIN, SEPTEMBER, null, FIN);
        String seen = books.months.preview(MAIN, SEPTEMBER).seen();

        refused(() -> books.months.agree(request, seen, "FIN@example.org"), "requestedBy");
        refused(() -> books.months.agree(request, "0123", FINN), "seen");
        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FINN), "status");
        books.line("txn_sep_2", "", "fee", -1, IN_SEPTEMBER);
        books.night(LocalDate.of(2026, 11, 4));
        refused(() -> books.months.agree(request, seen, FINN), "seen");
        assertThat(books.status(MAIN, SEPTEMBER)).isEqualTo(Status.BALANCED);
    }

    @Test
    void aRequestIsDeclinedOrWithdrawnAndThenCanBeMadeAgain() {
        long first = books.months.ask(MAIN, SEPTEMBER, "", FIN);
        books.months.decline(first, FINN);
        long second = books.months.ask(MAIN, SEPTEMBER, "", FIN);
        books.months.decline(second, FIN);

        assertThat(books.months.requests(MAIN, SEPTEMBER))
                .extracting(MonthView.CloseRequest::state)
                .containsExactly(RequestState.WITHDRAWN, RequestState.DECLINED);
        refused(() -> books.months.decline(first, FINN), "status");
        refused(() -> books.months.agree(first, "x", FINN), "status");
        refused(() -> books.months.agree(4711, "x", FINN), "id");
        refused(() -> books.months.preview("nobody", SEPTEMBER), "id");
    }

    @ParameterizedTest
    @EnumSource(ExceptionKind.class)
    void noKindOfExceptionMayBeOpen(ExceptionKind kind) {
        books.exception(kind.name(), "about", SEPTEMBER, 12);

        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FIN), "EXCEPTIONS." + kind);
        assertThat(books.months.preview(MAIN, SEPTEMBER).obstacles())
                .singleElement()
                .satisfies(obstacle -> {
                    assertThat(obstacle.count()).isEqualTo(1);
                    assertThat(obstacle.message()).contains("/api/v1/exceptions?period=2026-09&kind=" + kind);
                });
    }

    @Test
    void whatIsWithinTheToleranceIsNotInTheWay() {
        books.exception("UNSETTLED", "small", SEPTEMBER, -100);
        books.jdbi.useHandle(handle -> handle.execute("insert into legal_entity_tolerance values (1, 'EUR', 100)"));
        assertThat(books.months.preview(MAIN, SEPTEMBER).obstacles()).isEmpty();

        books.exception("UNSETTLED", "large", SEPTEMBER, -101);
        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FIN), "EXCEPTIONS.UNSETTLED");
        assertThat(books.months.preview(MAIN, SEPTEMBER).tolerated()).isEqualTo(1);
    }

    @Test
    void whatStoodWhenTheMonthWasClosedIsSaidAsItStoodThen() {
        books.jdbi.useHandle(handle -> handle.execute("insert into legal_entity_tolerance values (1, 'EUR', 100)"));
        books.exception("UNSETTLED", "small", SEPTEMBER, 100);
        books.close(MAIN, SEPTEMBER);
        var closed = books.reconciliations.of(SEPTEMBER);
        assertThat(closed.exceptions()).extracting(ExceptionView::reference).containsExactly("small");

        books.jdbi.useHandle(
                handle -> handle.execute(
                        "update settlement_exception set resolved_on = '2026-11-03', seen_on = '2026-11-03', amount_minor = 90"));
        assertThat(books.reconciliations.of(SEPTEMBER)).isEqualTo(closed);
        assertThat(books.reconciliations.of(SEPTEMBER, 1L)).isEqualTo(closed);
        // it comes back, and is a matter of the first open month
        books.jdbi.useHandle(handle -> handle.execute("update settlement_exception set resolved_on = null"));
        assertThat(books.reconciliations.of(SEPTEMBER)).isEqualTo(closed);
        assertThat(books.reconciliations.of(OCTOBER).exceptions())
                .extracting(ExceptionView::reference)
                .containsExactly("small");
        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute("delete from closed_exception")))
                .hasMessageContaining("closed");

        books.months.reopen(MAIN, SEPTEMBER, "look again", FIN);
        assertThat(books.reconciliations.of(SEPTEMBER).exceptions()).isEmpty();
        assertThat(books.texts("select exception_id::text from closed_exception"))
                .isEmpty();
    }

    @Test
    void somethingThatComesUpBetweenTheTwoIsInTheWay() {
        long request = books.months.ask(MAIN, SEPTEMBER, "", FIN);
        String seen = books.months.preview(MAIN, SEPTEMBER).seen();
        books.exception("MISSING_GIFT", "txn_x", SEPTEMBER, 12);

        refused(() -> books.months.agree(request, seen, FINN), "EXCEPTIONS.MISSING_GIFT");
    }

    @Test
    void monthsAreClosedOnceTheyAreOverAndNobodyWorksOnThem() {
        refused(() -> books.months.ask(MAIN, NOVEMBER, "", FIN), "RUNNING.2026-11");
        refused(() -> books.months.ask(MAIN, YearMonth.of(2026, 8), "", FIN), "NOT_SEEN.2026-08");
        books.jdbi.useHandle(
                handle -> handle.execute("insert into job_run values (1, 'nightly-close', '2026-11-04', 'STARTED',"
                        + " 'schedule', now()), (2, 'monthly-close', '2026-11-04', 'COMPLETED', 'schedule', now())"));
        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FIN), "JOB_RUNS.nightly-close");
        books.jdbi.useHandle(handle -> handle.execute("update job_run set status = 'COMPLETED'"));

        books.line("txn_new", "", "fee", -1, IN_SEPTEMBER);
        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FIN), "UNMATCHED");
        books.night(LocalDate.of(2026, 11, 4));
        books.close(MAIN, SEPTEMBER);
        refused(() -> books.months.ask(MAIN, SEPTEMBER, "", FIN), "CLOSED.2026-09");
        assertThat(books.months.preview(MAIN, OCTOBER).obstacles()).isEmpty();
    }

    @Test
    void earlierMonthsAreClosedWithItUnlessTheyHaveSomethingOpen() {
        books.exception("MISSING_GIFT", "txn_x", SEPTEMBER, 12);
        refused(() -> books.months.ask(MAIN, OCTOBER, "", FIN), "EARLIER_OPEN.2026-09");
        books.jdbi.useHandle(handle -> handle.execute("update settlement_exception set resolved_on = '2026-11-04'"));
        long own = books.months.ask(MAIN, SEPTEMBER, "", FIN);
        refused(() -> books.months.ask(MAIN, OCTOBER, "", FIN), "EARLIER_OPEN.2026-09");
        books.months.decline(own, FIN);

        ClosePreview preview = books.months.preview(MAIN, OCTOBER);
        assertThat(preview.earlier()).containsExactly(SEPTEMBER);
        assertThat(preview.transactions()).isEqualTo(2);
        assertThat(preview.entries()).isEqualTo(2);
        books.months.agree(books.months.ask(MAIN, OCTOBER, "both seen", FIN), preview.seen(), FINN);

        assertThat(books.status(MAIN, OCTOBER)).isEqualTo(Status.CLOSED);
        assertThat(books.months.view(MAIN, SEPTEMBER).last("CLOSED"))
                .extracting(MonthView.Change::actor, MonthView.Change::requestedBy, MonthView.Change::reason)
                .containsExactly(FINN, FIN, "both seen");
        assertThat(books.texts("select subject_id from audit_entry where action = 'month.closed' order by id"))
                .containsExactly("main 2026-09", "main 2026-10");
        assertThat(books.reconciliations.of(SEPTEMBER).currencies().get(0).closing())
                .isEqualTo(-500);
    }

    @Test
    void aMonthWhoseLastDayWasNotClosedIsNotOver() {
        MonthBooks early = new MonthBooks(Instant.parse("2026-10-01T09:00:00Z"));
        early.line("txn_sep", "", "fee", -500, IN_SEPTEMBER);
        early.night(LocalDate.of(2026, 9, 29));

        assertThat(early.months.preview(MAIN, SEPTEMBER).obstacles())
                .extracting(ClosePreview.Obstacle::kind)
                .containsExactly(Kind.NOT_ENDED);
        early.night(LocalDate.of(2026, 9, 30));
        assertThat(early.months.preview(MAIN, SEPTEMBER).obstacles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', debit_id, credit_id, 5, 'EUR', 'x', now(), '2026-09-01' from ledger_posting limit 1",
                "insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency, type,"
                        + " reporting_category, status, created_at, period, fetched_at)"
                        + " values ('x', '', true, 1, 0, 1, 'EUR', 'fee', 'fee', 'available', now(), '2026-08-01', now())",
                "update balance_transaction set amount_minor = 1 where id = 'txn_sep'",
                "update balance_transaction set period = '2026-10-01' where id = 'txn_sep'",
                "update balance_transaction set period = '2026-09-01' where id = 'txn_oct'",
                "update balance_transaction set reporting_category = 'charge' where id = 'txn_sep'",
                "delete from balance_transaction where id = 'txn_sep'",
                "update settlement_period set status = 'OPEN', close_request_id = null where period = '2026-09-01'",
                "update settlement_period set closed_on = closed_on + 1 where period = '2026-09-01'",
                "update settlement_period set period = '2026-08-01' where period = '2026-09-01'",
                "update settlement_period set status = 'CLOSED' where period = '2026-10-01'",
                "delete from settlement_period where period = '2026-09-01'",
                "update legal_entity set closed_through = null",
                "update closed_figure set fees = 0",
                "delete from closed_figure",
                "insert into closed_figure (legal_entity_id, period, stripe_account, currency, opening, charges, refunds, disputes, fees, adjustments,"
                        + " payouts, unexplained) values (1, '2026-09-01', '', 'USD', 0, 0, 0, 0, 0, 0, 0, 0)",
                "update closed_line set payout = 'po_x'",
                "delete from closed_line",
                "insert into stripe_account_entity values ('', 2)",
                "update close_request set decided_by = requested_by",
                "delete from close_request",
                "update period_change set reason = 'another'",
                "delete from period_change"
            })
    void theDatabaseRefusesToChangeAClosedMonth(String attack) {
        books.jdbi.useHandle(handle -> handle.execute("insert into legal_entity (code, name) values ('two', 'Two')"));
        books.close(MAIN, SEPTEMBER);

        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute(attack)))
                .as(attack)
                .rootCause()
                .isInstanceOfSatisfying(SQLException.class, refusal -> assertThat(refusal.getSQLState())
                        .isIn(RESTRICTED, CHECKED));
    }

    @Test
    void whatDoesNotChangeItsFiguresMayStillBecomeKnown() {
        books.close(MAIN, SEPTEMBER);
        String before = books.csv(SEPTEMBER);

        books.jdbi.useHandle(handle -> {
            handle.execute(
                    "update balance_transaction set status = 'available', available_on = now(), match = 'SUSPENSE'"
                            + " where id = 'txn_sep'");
            handle.execute("update posting_rule set bucket = 'ADJUSTMENTS' where category = 'fee'");
            handle.execute(
                    "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic,"
                            + " created_at, fetched_at) values ('po_1', '', true, 1, 'EUR', 'paid', true, now(), now())");
            handle.execute("insert into payout_item values ('po_1', '', true, 'txn_sep')");
        });

        assertThat(books.csv(SEPTEMBER)).isEqualTo(before);
        assertThat(books.reconciliations.of(OCTOBER).currencies().get(0).opening())
                .isEqualTo(-500);
    }

    @Test
    void anExceptionThatComesUpOrComesBackLaterStandsInTheFirstOpenMonth() {
        books.exception("UNSETTLED", "back", SEPTEMBER, 12);
        books.jdbi.useHandle(handle -> handle.execute("update settlement_exception set resolved_on = '2026-10-02'"));
        books.close(MAIN, SEPTEMBER);

        books.exception("PAYOUT_DOES_NOT_ADD_UP", "new", SEPTEMBER, 12);
        books.jdbi.useHandle(handle ->
                handle.execute("update settlement_exception set resolved_on = null where reference = 'back'"));

        assertThat(books.exceptions.page(ExceptionFilter.OPEN, null, 10).items())
                .extracting(ExceptionView::period, ExceptionView::about)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(OCTOBER, SEPTEMBER));
        assertThat(books.status(MAIN, SEPTEMBER)).isEqualTo(Status.CLOSED);
    }

    @Test
    void onlyTheNewestClosedMonthIsReopenedWithAReasonThatIsKept() {
        books.close(MAIN, SEPTEMBER);
        books.close(MAIN, OCTOBER);

        refused(() -> books.months.reopen(MAIN, SEPTEMBER, "a mistake", ADMIN), "period");
        refused(() -> books.months.reopen(MAIN, NOVEMBER, "a mistake", ADMIN), "period");
        refused(() -> books.months.reopen(MAIN, OCTOBER, " ", ADMIN), "reason");
        refused(() -> books.months.reopen(MAIN, OCTOBER, "x".repeat(501), ADMIN), "reason");
        assertThat(books.months.reopenObstacles(MAIN, SEPTEMBER))
                .extracting(Fault::message)
                .containsExactly("2026-10 is closed and comes after it; reopen that first");
        books.months.reopen(MAIN, OCTOBER, "a mistake", ADMIN);

        assertThat(books.status(MAIN, OCTOBER)).isEqualTo(Status.BALANCED);
        assertThat(books.months.view(MAIN, OCTOBER).last("REOPENED").reason()).isEqualTo("a mistake");
        assertThat(books.reopened).containsExactly(new MonthReopened(1, OCTOBER, ADMIN, "a mistake"));
        assertThat(books.texts("select distinct period::text from closed_line")).containsExactly("2026-09-01");
        books.months.reopen(MAIN, SEPTEMBER, "another", ADMIN);
        assertThat(books.texts("select coalesce(closed_through::text, 'none') from legal_entity"))
                .containsExactly("none");
        assertThatCode(() -> books.jdbi.useHandle(handle ->
                        handle.execute("update balance_transaction set amount_minor = -1 where id = 'txn_sep'")))
                .doesNotThrowAnyException();
    }

    @Test
    void eachLegalEntityHasItsOwnMonths() {
        books.jdbi.useHandle(handle -> {
            handle.execute("insert into legal_entity (code, name) values ('verein', 'Verein')");
            handle.execute("insert into stripe_account_entity values ('acct_verein', 2)");
        });
        books.line("txn_verein", "acct_verein", "nobody_knows", 300, IN_OCTOBER);
        books.night(LocalDate.of(2026, 11, 4));

        assertThat(books.status("verein", OCTOBER)).isEqualTo(Status.OPEN);
        assertThat(books.status(MAIN, OCTOBER)).isEqualTo(Status.BALANCED);
        assertThat(books.reconciliations.of(OCTOBER).status()).isEqualTo(Status.OPEN);
        assertThat(books.reconciliations.of(OCTOBER).currencies())
                .containsExactly(new Reconciliation.Line("EUR", -500, 0, 0, 0, -700, 0, 0, 300));
        assertThat(books.reconciliations.of(OCTOBER, 2L).currencies())
                .containsExactly(new Reconciliation.Line("EUR", 0, 0, 0, 0, 0, 0, 0, 300));
        assertThat(books.reconciliations.of(OCTOBER, 1L).exceptions()).isEmpty();
        refused(() -> books.months.ask("verein", OCTOBER, "", FIN), "EXCEPTIONS.UNKNOWN_CATEGORY");
        assertThat(books.texts(
                        "select distinct legal_entity_id::text from ledger_posting where reference = 'txn_verein'"))
                .containsExactly("2");

        books.close(MAIN, SEPTEMBER);
        books.close(MAIN, OCTOBER);
        assertThat(books.reconciliations.of(OCTOBER).status()).isEqualTo(Status.OPEN);
        assertThat(books.reconciliations.of(OCTOBER).currencies().get(0).closing())
                .isEqualTo(-500 - 700 + 300);
        books.line("txn_late", "acct_verein", "fee", -1, IN_OCTOBER);
    }

    private static void refused(ThrowingCallable deed, String... fields) {
        assertThatThrownBy(deed).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.faults()).extracting(Fault::field).containsExactly(fields);
            assertThat(rejection.faults()).extracting(Fault::message).doesNotContain("");
        });
    }
}
