package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.almoner.database.TestDatabase;
import org.almoner.gift.GiftFacts;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;

/** Books in which gifts and balance transactions are written by SQL, a close's settling steps, and what one looks at. */
class SettledBooks {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 19);

    final Jdbi jdbi = TestDatabase.books();

    void close() {
        jdbi.useTransaction(handle -> {
            String after = "";
            for (Matching.Chunk chunk = Matching.next(handle, after, 2);
                    chunk.count() > 0;
                    chunk = Matching.next(handle, after, 2)) {
                after = chunk.last();
            }
            PayoutProof.prove(handle);
            Exceptions.refresh(handle, DAY, DAY.plusDays(1).atStartOfDay(BERLIN).toInstant(), BERLIN);
            Periods.refresh(handle, DAY, Instant.parse("2026-11-20T02:30:00Z"));
        });
    }

    void gift(String pi, String charge, long amount, String currency) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, created_at)"
                            + " values (?, '', false, ?, ?, ?, 'succeeded', '2026-11-10T10:00:00Z')",
                    charge,
                    pi,
                    amount,
                    currency);
            handle.execute(
                    "insert into gift (reference, livemode, affiliate_id, fund_id, amount_minor, currency, attempt, received_at,"
                            + " found_by, begun_at) select ?, false, min(a.id), min(f.id), ?, ?, 'SUCCEEDED',"
                            + " '2026-11-10T10:00:00Z', 'WEBHOOK', now() from affiliate a, fund f",
                    pi,
                    amount,
                    currency);
            GiftFacts.post(handle, List.of(pi));
        });
    }

    void balance(String id, long amount, long fee, String currency, String category, String source, String rate) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency,"
                        + " exchange_rate, type, reporting_category, source, status, created_at, period, fetched_at)"
                        + " values (?, '', false, ?, ?, ?, ?, ?::numeric, ?, ?, ?, 'available', '2026-11-11T10:00:00Z', '2026-11-01', now())",
                id,
                amount,
                fee,
                amount - fee,
                currency,
                rate,
                category,
                category,
                source));
    }

    void payout(String id, long amount, String status, String own, String... items) {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, method,"
                            + " reconciliation_status, balance_transaction, created_at, fetched_at, items_fetched)"
                            + " values (?, '', false, ?, 'EUR', ?, true, 'standard', 'completed', ?, '2026-11-12T10:00:00Z', now(), true)",
                    id,
                    amount,
                    status,
                    own);
            for (String item : items) {
                handle.execute("insert into payout_item values (?, '', false, ?)", id, item);
            }
        });
    }

    Map<String, Object> gift(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from gift where reference = ?")
                .bind(0, reference)
                .mapToMap()
                .one());
    }

    Map<String, Long> balances() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select role || ' ' || currency as key, sum(balance)::bigint as value from ledger_balance"
                                + " group by 1 having sum(balance) <> 0")
                .setMapKeyColumn("key")
                .setMapValueColumn("value")
                .collectInto(new GenericType<Map<String, Long>>() {}));
    }

    List<String> exceptions() {
        return texts(
                "select kind || ' ' || reference || ' ' || amount_minor || ' ' || currency from settlement_exception"
                        + " where resolved_on is null order by 1");
    }

    String proof(String payout) {
        return texts("select proof from payout where id = '" + payout + "'").get(0);
    }

    String period() {
        return texts("select status from settlement_period where period = '2026-11-01'")
                .get(0);
    }

    List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    long count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }
}
