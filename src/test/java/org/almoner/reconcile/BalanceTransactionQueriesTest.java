package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.almoner.database.Cursor;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.almoner.reconcile.BalanceTransactionQueries.Wanted;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** From every figure of a month to the balance transactions that it is made of. */
class BalanceTransactionQueriesTest {

    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final BalanceTransactionQueries lines = new BalanceTransactionQueries(jdbi);
    private final Calendar calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
    private final ReconciliationQueries reconciliations =
            new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar));

    @Test
    void theListOfEveryCellComesToTheCell() {
        var random = new Random(4);
        var categories = List.of(
                "charge",
                "refund",
                "dispute",
                "dispute_reversal",
                "fee",
                "tax",
                "payout",
                "topup",
                "reserve_hold",
                "odd");
        var start = Instant.parse("2026-10-01T00:00:00Z");
        for (int i = 0; i < 300; i++) {
            rows.balanceTransaction(
                    "txn_" + i,
                    categories.get(random.nextInt(categories.size())),
                    List.of("EUR", "JPY", "KWD").get(random.nextInt(3)),
                    random.nextInt(-9_000, 20_000),
                    random.nextInt(3) == 0 ? 0 : random.nextInt(300),
                    start.plusSeconds(random.nextInt(60 * 86_400)),
                    null);
        }
        // Stripe's own arithmetic does not hold for this one
        jdbi.useHandle(handle ->
                handle.execute("update balance_transaction set net_minor = net_minor + 7 where id = 'txn_9'"));

        int cells = 0;
        for (var month : List.of(OCTOBER, NOVEMBER, NOVEMBER.plusMonths(1))) {
            for (var line : reconciliations.of(month).currencies()) {
                for (var bucket : Bucket.values()) {
                    var wanted = new Wanted(month, line.currency(), bucket);
                    var cell = figure(line, bucket);
                    assertThat(lines.sums(wanted).stream()
                                    .mapToLong(Money::minor)
                                    .sum())
                            .as("%s of %s in %s", bucket, line.currency(), month)
                            .isEqualTo(cell);
                    assertThat(lines.slice(wanted, 0, 500).stream()
                                    .mapToLong(each -> each.share().minor())
                                    .sum())
                            .isEqualTo(cell);
                    cells++;
                }
            }
        }
        assertThat(cells).isEqualTo(3 * 3 * Bucket.values().length);
    }

    @Test
    void pagesFollowEachOtherAndOneIsFoundWithAllThatIsKnownOfIt() {
        var at = Instant.parse("2026-11-05T10:00:00Z");
        long gift = rows.gift("pi_1", null, null, at);
        for (int i = 0; i < 7; i++) {
            rows.balanceTransaction("txn_" + i, "charge", "EUR", 2_500, 98, at.plusSeconds(i / 2), null);
        }
        jdbi.useHandle(handle -> {
            handle.execute("update balance_transaction set gift_id = ?, match = 'MATCHED' where id = 'txn_3'", gift);
            handle.execute(
                    "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic,"
                            + " created_at, fetched_at) values ('po_1', '', true, 1, 'EUR', 'paid', true, now(), now())");
            handle.execute("insert into payout_item values ('po_1', '', true, 'txn_3')");
        });
        var wanted = new Wanted(NOVEMBER, "EUR", Bucket.CHARGES);

        var seen = new ArrayList<String>();
        String after = null;
        do {
            var page = lines.page(wanted, after, 3);
            page.items().forEach(line -> seen.add(line.id()));
            after = page.next();
        } while (after != null);

        assertThat(seen).containsExactly("txn_6", "txn_5", "txn_4", "txn_3", "txn_2", "txn_1", "txn_0");
        assertThat(lines.count(wanted)).isEqualTo(7);
        var one = lines.find("txn_3").orElseThrow();
        assertThat(one.gift()).isEqualTo("pi_1");
        assertThat(one.payout()).isEqualTo("po_1");
        assertThat(one.bucket()).isEqualTo(Bucket.CHARGES);
        assertThat(lines.find("txn_none")).isEmpty();
        assertThatThrownBy(() -> lines.page(wanted, "made up", 3)).isInstanceOf(Cursor.BadCursor.class);
    }

    private static long figure(Reconciliation.Line line, Bucket bucket) {
        var figures = new LinkedHashMap<Bucket, Long>();
        figures.put(Bucket.OPENING, line.opening());
        figures.put(Bucket.CHARGES, line.charges());
        figures.put(Bucket.REFUNDS, line.refunds());
        figures.put(Bucket.DISPUTES, line.disputes());
        figures.put(Bucket.FEES, line.fees());
        figures.put(Bucket.ADJUSTMENTS, line.adjustments());
        figures.put(Bucket.PAYOUTS, line.payouts());
        figures.put(Bucket.UNEXPLAINED, line.unexplained());
        figures.put(Bucket.CLOSING, line.closing());
        return figures.get(bucket);
    }
}
