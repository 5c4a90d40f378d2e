package org.almoner.stripe;

import static org.almoner.reconcile.MonthBooks.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.almoner.demo.StripeStandIn;
import org.almoner.gift.GiftFacts;
import org.almoner.reconcile.MonthBooks;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.Reconciliation.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Stripe lists, and what webhooks tell, after the month it is of was closed. */
class LateMonthTest {

    private static final String MAIN = "main";
    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

    private static final String KEY = "sk_test_late";

    private static StripeStandIn stripe;
    private static StripeApi api;

    private MonthBooks books;
    private BalanceTransactions listed;
    private Drain drain;

    @BeforeAll
    static void somebodyToAsk() throws IOException {
        stripe = new StripeStandIn(RandomMonth.of(1), 0, KEY);
        var patience = new StripeApi.Patience(Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofSeconds(5));
        api = new StripeApi(stripe.base(), Optional.of(KEY), patience);
    }

    @AfterAll
    static void nobodyToAsk() {
        stripe.close();
    }

    private void begin(Instant now) {
        books = new MonthBooks(now);
        drain = new Drain(books.transactions, books.calendar);
        listed = new BalanceTransactions(drain, books.calendar);
    }

    @Test
    void financeClosesOctoberAndALateRefundIsBookedInNovemberNamingOctober() {
        begin(Instant.parse("2026-11-05T09:00:00Z"));
        gift("pi_1", "ch_1", 2_500, Instant.parse("2026-10-10T10:00:00Z"));
        list(line("txn_1", "charge", "ch_1", 2_500, 63, Instant.parse("2026-10-10T10:00:00Z")));
        books.jdbi.useHandle(handle -> handle.execute("update gift set payout_id = 'po_1'"));
        books.night(LocalDate.of(2026, 11, 4));
        assertThat(books.status(MAIN, OCTOBER)).isEqualTo(Status.BALANCED);
        books.close(MAIN, OCTOBER);
        String october = books.csv(OCTOBER);
        assertThat(october).contains("transaction,2026-10,EUR,txn_1,25.00,0.63,24.37");

        refund("re_1", "ch_1", "pi_1", 1_000, Instant.parse("2026-10-31T20:00:00Z"));
        list(line("txn_2", "refund", "re_1", -1_000, 0, Instant.parse("2026-10-31T20:00:00Z")));
        books.night(LocalDate.of(2026, 11, 5));

        assertThat(books.texts(
                        "select key || ' ' || booked_month || ' ' || coalesce(about_month::text, '') from ledger_posting"
                                + " where reference in ('re_1', 'txn_2') order by key"))
                .containsExactly("re_1:refund 2026-11-01 2026-10-01", "txn_2:gross 2026-11-01 2026-10-01");
        assertThat(books.csv(OCTOBER)).isEqualTo(october);
        assertThat(books.csv(NOVEMBER)).contains("txn_2,-10.00").contains(",2026-10\r\n");
        Reconciliation.Line november =
                books.reconciliations.of(NOVEMBER).currencies().get(0);
        assertThat(november.opening()).isEqualTo(2_437);
        assertThat(november.refunds()).isEqualTo(-1_000);
        assertThat(november.closing()).isEqualTo(1_437);
        assertThat(books.status(MAIN, OCTOBER)).isEqualTo(Status.CLOSED);
        assertThat(books.texts("select status from gift")).containsExactly("PARTIALLY_REFUNDED");

        books.months.reopen(MAIN, OCTOBER, "the auditor asked", ADMIN);
        assertThat(books.csv(OCTOBER)).isEqualTo(october);
    }

    @Test
    void aMonthIsCutInTheOrganisationsZone() {
        begin(Instant.parse("2026-11-05T09:00:00Z"));
        gift("pi_1", "ch_1", 2_500, Instant.parse("2026-10-31T23:30:00Z"));

        assertThat(books.texts("select booked_month::text from ledger_posting")).containsExactly("2026-11-01");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    /** Closings and reopenings happen between arrivals of any month, in any order and more than once. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverComesLateAClosedMonthStaysAndTheMonthsGoOnFromEachOther(long seed) {
        begin(Instant.parse("2026-12-05T09:00:00Z"));
        Random random = new Random(seed);
        List<JsonObject> arrived = new ArrayList<>();
        Map<YearMonth, String> closed = new HashMap<>();
        long total = 0;
        for (int round = 0; round < 12; round++) {
            int some = random.nextInt(4);
            for (int i = 0; i < some; i++) {
                Instant created = books.calendar
                        .startOf(SEPTEMBER.plusMonths(random.nextInt(3)))
                        .plusSeconds(random.nextInt(28 * 86_400));
                long amount = random.nextInt(20_000) - 5_000;
                String kind =
                        List.of("charge", "fee", "topup", "payout", "strange").get(random.nextInt(5));
                String source = kind.equals("charge") ? "ch_" + round + "_" + i : "src_" + round + "_" + i;
                if (kind.equals("charge")) {
                    amount = Math.abs(amount) + 1;
                    gift("pi_" + round + "_" + i, source, amount, created);
                }
                total += amount - 7;
                arrived.add(line("txn_" + round + "_" + i, kind, source, amount, 7, created));
            }
            list(arrived.toArray(JsonObject[]::new));
            books.night(LocalDate.of(2026, 12, 4));
            closeOrReopen(random, closed);

            closed.forEach((month, file) ->
                    assertThat(books.csv(month)).as("%s", month).isEqualTo(file));
            assertThat(total).isEqualTo(goOnFromEachOther());
        }
    }

    private void closeOrReopen(Random random, Map<YearMonth, String> closed) {
        YearMonth next = SEPTEMBER.plusMonths(closed.size());
        if (random.nextInt(3) == 0 && !closed.isEmpty()) {
            YearMonth newest = next.minusMonths(1);
            books.months.reopen(MAIN, newest, "seed", ADMIN);
            assertThat(books.csv(newest)).isEqualTo(closed.remove(newest));
        } else if (random.nextInt(2) == 0 && next.isBefore(YearMonth.of(2026, 12))) {
            books.jdbi.useHandle(
                    handle -> handle.execute(
                            "update settlement_exception set resolved_on = '2026-12-04', written_off = true where resolved_on is null"));
            if (books.months.preview(MAIN, next).obstacles().isEmpty()) {
                String file = books.csv(next);
                books.close(MAIN, next);
                assertThat(books.csv(next)).as("closing changes nothing").isEqualTo(file);
                closed.put(next, file);
            }
        }
    }

    /** What is left in the end, having looked at each month on the way. */
    private long goOnFromEachOther() {
        long carried = 0;
        for (YearMonth month = SEPTEMBER; !month.isAfter(YearMonth.of(2026, 12)); month = month.plusMonths(1)) {
            List<Reconciliation.Line> lines = books.reconciliations.of(month).currencies();
            assertThat(lines.isEmpty() ? 0 : lines.get(0).opening())
                    .as("%s", month)
                    .isEqualTo(carried);
            carried = lines.isEmpty() ? 0 : lines.get(0).closing();
        }
        return carried;
    }

    private void list(JsonObject... transactions) {
        books.jdbi.useTransaction(handle -> listed.write(handle, api, List.of(transactions)));
    }

    private static JsonObject line(String id, String category, String source, long amount, long fee, Instant created) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("object", "balance_transaction")
                .add("amount", amount)
                .add("fee", fee)
                .add("net", amount - fee)
                .add("currency", "eur")
                .add("type", category)
                .add("reporting_category", category)
                .add("status", "available")
                .add("source", source)
                .add("created", created.getEpochSecond())
                .build();
    }

    private void gift(String reference, String charge, long amount, Instant received) {
        books.jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, created_at)"
                            + " values (?, '', true, ?, ?, 'EUR', 'succeeded', ?)",
                    charge,
                    reference,
                    amount,
                    received);
            handle.execute(
                    "insert into gift (reference, affiliate_id, fund_id, amount_minor, currency, attempt, received_at, found_by,"
                            + " begun_at) values (?, 1, 1, ?, 'EUR', 'SUCCEEDED', ?, 'WEBHOOK', ?)",
                    reference,
                    amount,
                    received,
                    received);
            GiftFacts.post(handle, List.of(reference));
        });
    }

    private void refund(String id, String charge, String gift, long amount, Instant created) {
        books.jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into refund (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status,"
                            + " created_at) values (?, '', true, ?, ?, ?, 'EUR', 'succeeded', ?)",
                    id,
                    charge,
                    gift,
                    amount,
                    created);
            GiftFacts.post(handle, List.of(gift));
        });
    }
}
