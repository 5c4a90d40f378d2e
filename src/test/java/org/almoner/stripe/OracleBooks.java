package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.almoner.database.Transactions;
import org.almoner.demo.Oracle;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.jdbi.v3.core.Handle;

/** The books a {@link SmallServer} keeps beside those the oracle would. */
final class OracleBooks {

    private OracleBooks() {}

    /** Gifts, months, exceptions are the oracle's, and nothing is left over between gifts and Stripe. */
    static void assertKeptBy(SmallServer server, Oracle oracle) {
        assertThat(gifts(server)).isEqualTo(giftsOf(oracle));
        assertThat(months(server, oracle)).isEqualTo(monthsOf(oracle));
        assertThat(exceptions(server)).isEqualTo(exceptionsOf(oracle));
        assertThat(openReceivables(server)).isEmpty();
    }

    /** The gifts of one of several accounts are its oracle's, in whatever books it keeps. */
    static void assertGiftsKeptBy(SmallServer server, Transactions books, String account, Oracle oracle) {
        List<String> gifts = books.inNew(handle -> gifts(handle, account));
        assertThat(gifts).isEqualTo(giftsOf(oracle));
    }

    /** What an account's clearing accounts stand at is what Stripe's balance should be at the end of all months. */
    static void assertClearedBy(Transactions books, String account, Oracle oracle) {
        Map<String, Long> closing = new TreeMap<>();
        for (YearMonth month : oracle.months()) {
            oracle.lines(month).forEach(line -> closing.put(line.currency().toUpperCase(Locale.ROOT), line.closing()));
        }
        Map<String, Long> cleared = new TreeMap<>();
        books.inNew(handle -> {
            handle.createQuery("select currency, sum(balance)::bigint from ledger_balance"
                            + " where role = 'STRIPE_CLEARING' and stripe_account = :account group by currency")
                    .bind("account", account)
                    .map((row, context) -> cleared.put(row.getString(1), row.getLong(2)))
                    .list();
            return null;
        });
        assertThat(cleared).isEqualTo(closing);
    }

    private static List<String> giftsOf(Oracle oracle) {
        return oracle.gifts().stream()
                .filter(gift -> gift.status() != null)
                .map(gift -> {
                    boolean received = gift.receivedAt() != null;
                    boolean booked = received && gift.fee() != null;
                    return line(
                            gift.reference(),
                            gift.status(),
                            gift.amount(),
                            gift.currency(),
                            gift.refunded(),
                            booked ? gift.fee() : null,
                            booked ? gift.net() : null,
                            booked ? gift.settlement() : null,
                            received ? gift.campaign() : null,
                            received && gift.fund() != null ? gift.fund() : null,
                            received ? gift.recurring() : null,
                            booked ? gift.payout() : null);
                })
                .sorted()
                .toList();
    }

    private static List<String> gifts(SmallServer server) {
        return server.jdbi().withHandle(handle -> gifts(handle, ""));
    }

    private static List<String> gifts(Handle handle, String account) {
        return handle
                .createQuery(
                        """
                                select g.*, c.code as campaign, f.code as fund
                                from gift g
                                left join campaign c on c.id = g.campaign_id
                                join fund f on f.id = g.fund_id
                                where (g.received_at is not null or g.attempt in ('PENDING', 'FAILED'))
                                  and g.stripe_account = :account
                                """)
                .bind("account", account)
                .map((row, context) -> {
                    boolean received = row.getString("attempt").equals("SUCCEEDED");
                    boolean booked = received && row.getObject("fee_minor") != null;
                    return line(
                            row.getString("reference"),
                            row.getString("status"),
                            row.getLong("amount_minor"),
                            row.getString("currency"),
                            row.getLong("refunded_minor"),
                            booked ? row.getLong("fee_minor") : null,
                            booked ? row.getLong("net_minor") : null,
                            booked ? row.getString("settled_currency") : null,
                            received ? row.getString("campaign") : null,
                            received ? row.getString("fund") : null,
                            received ? row.getBoolean("recurring") : null,
                            booked ? row.getString("payout_id") : null);
                })
                .list()
                .stream()
                .sorted()
                .toList();
    }

    private static String line(Object... values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(value == null ? "-" : value.toString());
        }
        return String.join(" ", texts).toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> monthsOf(Oracle oracle) {
        Map<String, String> lines = new TreeMap<>();
        for (YearMonth month : oracle.months()) {
            oracle.lines(month)
                    .forEach(l -> lines.put(
                            month + " " + l.currency(),
                            line(
                                    l.opening(),
                                    l.charges(),
                                    l.refunds(),
                                    l.disputes(),
                                    l.fees(),
                                    l.adjustments(),
                                    l.payouts(),
                                    l.closing(),
                                    l.unexplained())));
        }
        return lines;
    }

    private static Map<String, String> months(SmallServer server, Oracle oracle) {
        ReconciliationQueries books =
                new ReconciliationQueries(server.jdbi(), new ExceptionQueries(server.jdbi(), server.calendar()));
        Map<String, String> lines = new TreeMap<>();
        for (YearMonth month : oracle.months()) {
            books.of(month)
                    .currencies()
                    .forEach(l -> lines.put(
                            month + " " + l.currency().toLowerCase(Locale.ROOT),
                            line(
                                    l.opening(),
                                    l.charges(),
                                    l.refunds(),
                                    l.disputes(),
                                    l.fees(),
                                    l.adjustments(),
                                    l.payouts(),
                                    l.closing(),
                                    l.unexplained())));
        }
        return lines;
    }

    private static TreeSet<String> exceptionsOf(Oracle oracle) {
        TreeSet<String> found = new TreeSet<>();
        oracle.findings().forEach(f -> found.add(f.kind() + " " + f.reference() + " " + f.amount()));
        return found;
    }

    private static TreeSet<String> exceptions(SmallServer server) {
        return new TreeSet<>(texts(
                server,
                "select kind || ' ' || reference || ' ' || amount_minor from settlement_exception"
                        + " where resolved_on is null and kind <> 'UNSETTLED'"));
    }

    /** Between the gifts and Stripe nothing is left over, but for bank debits that Stripe counts while they are pending. */
    private static List<String> openReceivables(SmallServer server) {
        return texts(
                server,
                """
                select b.currency || ' ' || b.balance
                from (select currency, sum(balance) as balance from ledger_balance
                      where role in ('STRIPE_RECEIVABLE') group by currency) b
                where b.balance <> -coalesce((select sum(g.amount_minor) from gift g
                    where g.currency = b.currency and g.status = 'PENDING' and g.settled_minor is not null), 0)
                """);
    }

    /** All entries, gifts and exceptions in one word. */
    static String fingerprint(SmallServer server) {
        return texts(
                        server,
                        """
                        select (select md5(string_agg(p::text, '' order by p.id)) from ledger_posting p)
                            || (select md5(string_agg(g::text, '' order by g.id)) from gift g)
                            || (select coalesce(md5(string_agg(e::text, '' order by e.id)), '') from settlement_exception e)
                        """)
                .get(0);
    }

    private static List<String> texts(SmallServer server, String sql) {
        return server.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
