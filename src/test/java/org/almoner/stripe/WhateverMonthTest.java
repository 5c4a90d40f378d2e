package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.almoner.demo.ApiVersions;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.Oracle;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.stripe.SmallServer.Killed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens in a month at Stripe and however its webhooks come, after one close the books are the oracle's: any
 * order, duplicates, twins, events of one second, mixed API versions, losses, two workers at once, a process killed now
 * and then before and after its commits. The seed is the test's name; {@code -Dalmoner.seeds=4711,4712} runs others.
 * The longest of the unit tests, so it is named to be begun early.
 */
class WhateverMonthTest {

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

            OracleBooks.assertKeptBy(server, new Oracle(story.world(), ZONE));
            String before = OracleBooks.fingerprint(server);
            closeUntilItEnds(server);
            assertThat(OracleBooks.fingerprint(server))
                    .as("a second close changes nothing")
                    .isEqualTo(before);
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
}
