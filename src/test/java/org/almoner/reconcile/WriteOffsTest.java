package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.gift.GiftFacts;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;

/** What is given up leaves its account, stays given up, and comes back when it is explained after all. */
class WriteOffsTest extends SettledBooks {

    private static final String FIN = "fin@example.org";
    private static final String FINN = "finn@example.org";

    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-20T09:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final WriteOffs writeOffs =
            new WriteOffs(Transactions.over(jdbi), new WriteOffLimits(Optional.of("50 EUR"), "EUR"), trail, calendar);

    @Test
    void moneyOfNobodyLeavesSuspenseAndTheMonthBalances() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        var told = writeOffs.preview(id("txn_1"));
        assertThat(told.debit() + " " + told.credit() + " " + told.moved())
                .isEqualTo("UNEXPLAINED WRITE_OFFS 25.00 EUR");
        assertThat(told.booked()).isEqualTo(YearMonth.of(2026, 11));
        assertThat(told.about()).isNull();
        assertThat(told.figures())
                .extracting(figure -> figure.account() + " " + figure.before().minor() + " "
                        + figure.after().minor())
                .containsExactly("WRITE_OFFS 0 -2500", "UNEXPLAINED -2500 0");
        assertThat(told.open()).isEqualTo(new WriteOff.Change<>(1L, 0L));
        assertThat(told.status())
                .isEqualTo(new WriteOff.Change<>(Reconciliation.Status.OPEN, Reconciliation.Status.BALANCED));
        assertThat(balances()).containsEntry("UNEXPLAINED EUR", -2500L);

        assertThat(writeOffs.ask(id("txn_1"), " nobody claims it ", FIN).waits())
                .isFalse();

        assertThat(balances()).containsEntry("WRITE_OFFS EUR", -2500L).doesNotContainKey("UNEXPLAINED EUR");
        assertThat(exceptions()).isEmpty();
        assertThat(period()).isEqualTo("BALANCED");
        assertThat(new ExceptionStory(jdbi).resolvedBy(id("txn_1")))
                .contains("written off by fin@example.org: nobody claims it");
        assertThat(texts("select action || ' ' || actor || ' ' || (detail->>'reason') from audit_entry"))
                .containsExactly("exception.written-off fin@example.org nobody claims it");
    }

    @Test
    void aCloseLeavesItAloneAsLongAsItsCauseStaysTheSame() {
        balance("txn_1", -700, 0, "EUR", "brand_new_thing", "x_1", null);
        close();
        writeOffs.ask(id("txn_1"), "too small", FIN);
        assertThat(balances()).containsEntry("WRITE_OFFS EUR", 700L);
        long entries = count("ledger_posting");
        close();
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(count("ledger_posting")).isEqualTo(entries);
        assertThat(texts("select written_off::text from settlement_exception")).containsExactly("true");
    }

    @Test
    void whatExplainsItLaterCountsOnce() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        writeOffs.ask(id("txn_1"), "nobody claims it", FIN);
        gift("pi_1", "ch_1", 2500, "EUR");
        close();
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 2437L)
                .containsEntry("PROCESSING_FEES EUR", 63L)
                .doesNotContainKey("WRITE_OFFS EUR")
                .doesNotContainKey("UNEXPLAINED EUR")
                .doesNotContainKey("STRIPE_RECEIVABLE EUR");
        assertThat(gift("pi_1")).containsEntry("net_minor", 2437L);
        assertThat(writeOffs.of(id("txn_1"))).extracting(WriteOff::state).containsExactly(WriteOff.State.REVERSED);
        Map<String, Long> before = balances();
        close();
        assertThat(balances()).isEqualTo(before);
    }

    @Test
    void aGiftThatStripeDoesNotHaveIsALossUntilItComes() {
        gift("pi_1", "ch_1", 2500, "EUR");
        close();
        assertThat(writeOffs.preview(id("pi_1")).loss()).isTrue();
        writeOffs.ask(id("pi_1"), "a test that nobody paid", FIN);
        close();
        assertThat(balances())
                .containsEntry("WRITE_OFFS EUR", 2500L)
                .doesNotContainKey("STRIPE_RECEIVABLE EUR")
                .containsEntry("GIFT_INCOME EUR", -2500L);
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 2437L)
                .doesNotContainKey("WRITE_OFFS EUR")
                .doesNotContainKey("STRIPE_RECEIVABLE EUR");
    }

    @Test
    void ofAnAmountThatDiffersOnlyTheDifferenceIsGivenUp() {
        gift("pi_1", "ch_1", 2500, "EUR");
        gift("pi_2", "ch_2", 2500, "EUR");
        balance("txn_1", 2400, 63, "EUR", "charge", "ch_1", null);
        balance("txn_2", 2530, 63, "EUR", "charge", "ch_2", null);
        close();
        assertThat(writeOffs.preview(id("txn_1")).posted()).isEqualTo(new Money(100, "EUR"));
        assertThat(writeOffs.preview(id("txn_2")).posted()).isEqualTo(new Money(-30, "EUR"));
        writeOffs.ask(id("txn_1"), "rounding at the bank", FIN);
        writeOffs.ask(id("txn_2"), "rounding at the bank", FIN);
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(balances()).containsEntry("WRITE_OFFS EUR", 70L).doesNotContainKey("STRIPE_RECEIVABLE EUR");
    }

    @Test
    void soIsThatOfARefund() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into refund (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status, created_at)"
                            + " values ('re_1', '', false, 'ch_1', 'pi_1', 1000, 'EUR', 'succeeded', '2026-11-12T10:00:00Z')");
            GiftFacts.post(handle, List.of("pi_1"));
        });
        balance("txn_r", -1010, 0, "EUR", "refund", "re_1", null);
        close();
        assertThat(writeOffs.preview(id("txn_r")).posted()).isEqualTo(new Money(10, "EUR"));
        writeOffs.ask(id("txn_r"), "the bank of the donor took it", FIN);
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(balances()).containsEntry("WRITE_OFFS EUR", 10L).doesNotContainKey("STRIPE_RECEIVABLE EUR");
    }

    @Test
    void withoutMoneyBehindItIsAcceptedAndNothingIsPosted() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        payout("po_2", 999, "paid", "txn_q", "txn_1");
        close();
        Map<String, Long> before = balances();
        assertThat(writeOffs.preview(id("po_2")).entry()).isFalse();
        assertThat(writeOffs.preview(id("po_2")).figures()).isEmpty();
        writeOffs.ask(id("po_2"), "Stripe confirmed it by mail", FIN);
        close();
        assertThat(balances()).isEqualTo(before);
        assertThat(exceptions()).isEmpty();
        // the difference is another one now, so it is another cause
        jdbi.useHandle(handle -> handle.execute("update payout set amount_minor = 1200 where id = 'po_2'"));
        close();
        assertThat(exceptions()).containsExactly("PAYOUT_DOES_NOT_ADD_UP po_2 -1237 EUR");
        assertThat(writeOffs.of(id("po_2"))).extracting(WriteOff::state).containsExactly(WriteOff.State.REVERSED);
    }

    @Test
    void whatNobodyCanPutANumberToIsRefused() {
        gift("pi_2", "ch_2", 2500, "EUR");
        balance("txn_2", 2500, 63, "USD", "charge", "ch_2", null);
        close();
        assertThatThrownBy(() -> writeOffs.preview(id("txn_2"))).hasMessageContaining("no rate is known");
        assertThatThrownBy(() -> writeOffs.ask(id("txn_2"), "x", FIN)).hasMessageContaining("no rate is known");
        jdbi.useHandle(handle -> handle.execute(
                "insert into settlement_exception (kind, reference, amount_minor, currency, period, occurred_at, raised_on, seen_on)"
                        + " values ('BANK_LINE_UNMATCHED', 'bl_1', 5, 'EUR', '2026-11-01', now(), '2026-11-19', '2026-11-19'),"
                        + " ('MISSING_GIFT', 'txn_gone', 5, 'EUR', '2026-11-01', now(), '2026-11-19', '2026-11-19')"));
        assertThatThrownBy(() -> writeOffs.ask(id("bl_1"), "x", FIN)).hasMessageContaining("under Bank");
        assertThatThrownBy(() -> writeOffs.ask(id("txn_gone"), "x", FIN)).hasMessageContaining("run the nightly close");
        assertThatThrownBy(() -> writeOffs.ask(999, "x", FIN)).hasMessageContaining("exception 999");
        assertThatThrownBy(() -> writeOffs.ask(id("txn_gone"), " ", FIN)).hasMessageContaining("why");
        assertThatThrownBy(() -> writeOffs.ask(id("txn_gone"), "x".repeat(501), FIN))
                .hasMessageContaining("500");
        assertThat(count("write_off")).isZero();
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    void aboveTheLimitSomebodyElseAgrees() {
        balance("txn_1", 5000, 0, "EUR", "charge", "ch_1", null);
        close();
        long exception = id("txn_1");
        var asked = writeOffs.ask(exception, "nobody claims it", FIN);
        assertThat(asked.waits()).isTrue();
        assertThat(exceptions()).hasSize(1);
        assertThat(balances()).doesNotContainKey("WRITE_OFFS EUR");
        assertThatThrownBy(() -> writeOffs.approve(asked.id(), " FIN@example.org".strip()))
                .hasMessageContaining("you asked for it yourself");
        assertThatThrownBy(() -> writeOffs.ask(exception, "for another reason", FINN))
                .hasMessageContaining("has asked for that already");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(
                        "update write_off set state = 'MADE', decided_by = 'fin@example.org', decided_at = now()")))
                .hasMessageContaining("write_off_four_eyes");
        writeOffs.approve(asked.id(), FINN);
        assertThat(exceptions()).isEmpty();
        assertThat(balances()).containsEntry("WRITE_OFFS EUR", -5000L);
        assertThatThrownBy(() -> writeOffs.approve(asked.id(), FINN)).hasMessageContaining("this one is MADE");
        assertThatThrownBy(() -> writeOffs.decline(asked.id(), FINN)).hasMessageContaining("this one is MADE");
        assertThatThrownBy(() -> writeOffs.preview(exception)).hasMessageContaining("it is over");
    }

    @Test
    void whoAskedWithdrawsAndAnotherDeclines() {
        balance("txn_1", 5000, 0, "EUR", "charge", "ch_1", null);
        close();
        writeOffs.decline(writeOffs.ask(id("txn_1"), "a", FIN).id(), FIN);
        writeOffs.decline(writeOffs.ask(id("txn_1"), "a", FIN).id(), FINN);
        assertThat(writeOffs.of(id("txn_1")))
                .extracting(WriteOff::state)
                .containsExactly(WriteOff.State.DECLINED, WriteOff.State.WITHDRAWN);
        assertThatThrownBy(() -> writeOffs.decline(999, FIN)).hasMessageContaining("write-off 999");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("update write_off set reason = 'b'")))
                .hasMessageContaining("never changes");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("delete from write_off")))
                .isInstanceOf(RuntimeException.class);
        assertThat(exceptions()).hasSize(1);
    }

    @Test
    void whatIsExplainedWhileItWaitsNeedsNobodyAnyMore() {
        balance("txn_1", 5000, 0, "EUR", "charge", "ch_1", null);
        close();
        var asked = writeOffs.ask(id("txn_1"), "a", FIN);
        gift("pi_1", "ch_1", 5000, "EUR");
        close();
        assertThat(writeOffs.find(asked.id()).orElseThrow().state()).isEqualTo(WriteOff.State.WITHDRAWN);
        assertThatThrownBy(() -> writeOffs.approve(asked.id(), FINN)).hasMessageContaining("WITHDRAWN");
    }

    @Test
    void aSecondClickWritesOffOnce() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        long exception = id("txn_1");
        var clicks = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> writeOffs.ask(exception, "nobody", FIN)))
                .toList();
        assertThat(clicks.stream().map(CompletableFuture::join).filter(asked -> !asked.again()))
                .hasSize(1);
        assertThat(count("write_off")).isEqualTo(1);
        assertThat(texts("select key from ledger_posting where kind = 'WRITE_OFF'"))
                .hasSize(1);
        assertThat(count("audit_entry")).isEqualTo(1);
        assertThatThrownBy(() -> writeOffs.ask(exception, "nobody", FINN)).hasMessageContaining("has written it off");
    }

    private long id(String reference) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id from settlement_exception where reference = ? order by id")
                        .bind(0, reference)
                        .mapTo(Long.class)
                        .first());
    }

    /** The late entry of a closed month: {@link MonthsTest} closes months; here the database says where it counts. */
    @Test
    void inAClosedMonthTheEntryComesLate() {
        var books = new MonthBooks(Instant.parse("2026-12-05T09:00:00Z"));
        books.jdbi.useHandle(
                handle -> handle.execute(
                        "insert into legal_entity_tolerance (legal_entity_id, currency, tolerance_minor) values (1, 'EUR', 10000)"));
        books.line("txn_late", "", "strange", 700, Instant.parse("2026-11-05T09:00:00Z"));
        books.night(java.time.LocalDate.of(2026, 11, 30));
        books.close("main", YearMonth.of(2026, 11));
        var late = new WriteOffs(
                books.transactions, new WriteOffLimits(Optional.of("50 EUR"), "EUR"), books.trail, books.calendar);
        long exception = books.jdbi.withHandle(handle -> handle.createQuery("select id from settlement_exception")
                .mapTo(Long.class)
                .one());
        var told = late.preview(exception);
        assertThat(List.of(told.booked(), told.about()))
                .containsExactly(YearMonth.of(2026, 12), YearMonth.of(2026, 11));
        late.ask(exception, "too small", FIN);
        assertThat(books.texts(
                        "select booked_month || ' ' || about_month from ledger_posting where kind = 'WRITE_OFF'"))
                .containsExactly("2026-12-01 2026-11-01");
        assertThat(books.status("main", YearMonth.of(2026, 11))).isEqualTo(Reconciliation.Status.CLOSED);
    }
}
