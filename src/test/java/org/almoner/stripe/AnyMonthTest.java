package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.almoner.demo.ApiVersions;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.Oracle;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.stripe.SmallServer.Killed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens in a month at Stripe and however its webhooks come, after one close the books are the oracle's: any
 * order, duplicates, twins, events of one second, mixed API versions, losses, two workers at once, a process killed now
 * and then before and after its commits. The seed is the test's name; {@code -Dalmoner.seeds=4711,4712} runs others.
 */
class AnyMonthTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String KEY = "sk_test_any";
    private static final int KILLS = 6;
    private static final String[] VERSIONS = {null, ApiVersions.OLD, ApiVersions.ENDIVE, "2026-07-29.dahlia"};

    static LongStream seeds() {
        String asked = System.getProperty("almoner.seeds");
        return asked == null
                ? LongStream.rangeClosed(1, 200)
                : List.of(asked.split(",")).stream().mapToLong(Long::parseLong);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterOneCloseTheBooksAreTheOracles(long seed) throws Exception {
        Random random = new Random(seed * 31);
        Scenario story = RandomMonth.of(seed);
        int[] kills = {0};
        Runnable danger = () -> {
            synchronized (random) {
                if (kills[0] < KILLS && random.nextInt(12) == 0) {
                    kills[0]++;
                    throw new Killed();
                }
            }
        };
        try (StripeStandIn stripe = new StripeStandIn(story, 0, KEY);
                SmallServer server = new SmallServer(stripe.base(), KEY, RandomMonth.END, ZONE, danger)) {
            deliver(server, deliveries(story, random), random);
            closeUntilItEnds(server);

            Oracle oracle = new Oracle(story.world(), ZONE);
            assertThat(gifts(server)).isEqualTo(giftsOf(oracle));
            assertThat(months(server, oracle)).isEqualTo(monthsOf(oracle));
            assertThat(exceptions(server)).isEqualTo(exceptionsOf(oracle));
            assertThat(openReceivables(server)).isEmpty();

            String before = fingerprint(server);
            closeUntilItEnds(server);
            assertThat(fingerprint(server)).as("a second close changes nothing").isEqualTo(before);
        }
    }

    private static List<Delivery> deliveries(Scenario story, Random random) {
        DeliveryPlan plan = DeliveryPlan.of(story.world().events())
                .withDuplicates(random.nextInt(20), random.nextLong())
                .withTwins(random.nextInt(20), random.nextLong())
                .dropping(random.nextInt(4) == 0 ? 100 : random.nextInt(40), random.nextLong());
        if (random.nextInt(4) == 0) {
            plan = plan.inTheSameSecond();
        }
        if (random.nextInt(4) > 0) {
            plan = plan.shuffled(random.nextLong());
        }
        ApiVersions versions = new ApiVersions(story.world());
        boolean mixed = random.nextBoolean();
        return plan.deliveries().stream()
                .map(d -> !mixed
                        ? d
                        : new Delivery(d.event(), versions.write(d.body(), VERSIONS[random.nextInt(VERSIONS.length)])))
                .filter(d -> d.body() != null)
                .toList();
    }

    private static void deliver(SmallServer server, List<Delivery> deliveries, Random random) throws Exception {
        int left = 1 + random.nextInt(60);
        for (Delivery delivery : deliveries) {
            server.accept(delivery.body());
            if (--left == 0) {
                server.drain();
                left = 1 + random.nextInt(60);
            }
        }
    }

    private static void closeUntilItEnds(SmallServer server) throws Exception {
        boolean ended = false;
        while (!ended) {
            try {
                server.close(LocalDate.ofInstant(RandomMonth.END, ZONE).minusDays(1));
                ended = true;
            } catch (Killed killed) {
                // begins again
            }
        }
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
        return server
                .jdbi()
                .withHandle(handle -> handle.createQuery(
                                """
                                select g.*, c.code as campaign, f.code as fund
                                from gift g
                                left join campaign c on c.id = g.campaign_id
                                join fund f on f.id = g.fund_id
                                where g.received_at is not null or g.attempt in ('PENDING', 'FAILED')
                                """)
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
                        .list())
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

    private static String fingerprint(SmallServer server) {
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
