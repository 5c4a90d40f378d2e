package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Oracle;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** We are away for three days, or Stripe is for minutes: the next close that ends has everything, once. */
class OutageTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String KEY = "sk_test_outage";
    private static final LocalDate DAY =
            LocalDate.ofInstant(RandomMonth.END, ZONE).minusDays(1);

    @ParameterizedTest
    @ValueSource(longs = {4, 11, 19})
    void threeDaysWithoutWebhooksAreCaughtUpByTheNextClose(long seed) throws Exception {
        Scenario story = RandomMonth.of(seed);
        Instant from = RandomMonth.START.plus(Duration.ofDays(5));
        List<StripeEvent> heard = new ArrayList<>(story.world().events(Instant.EPOCH, from));
        heard.addAll(story.world().events(from.plus(Duration.ofDays(3)), RandomMonth.END.plusSeconds(1)));
        try (StripeStandIn stripe = new StripeStandIn(story, 0, KEY);
                SmallServer server = server(stripe)) {
            for (Delivery delivery : DeliveryPlan.of(heard).deliveries()) {
                server.accept(delivery.body());
            }
            server.drain();
            assertThat(heard).hasSizeLessThan(story.world().events().size());

            server.close(DAY);

            OracleBooks.assertKeptBy(server, new Oracle(story.world(), ZONE));
            assertThat(events(server))
                    .isGreaterThanOrEqualTo(story.world().events().size());
            // Stripe sends what failed for three days: it comes late and changes nothing
            String before = OracleBooks.fingerprint(server);
            for (Delivery late : DeliveryPlan.of(story.world().events()).deliveries()) {
                server.accept(late.body());
            }
            server.drain();
            server.close(DAY);
            assertThat(OracleBooks.fingerprint(server)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/events", "/v1/invoice_payments", "/v1/payouts", "/v1/balance", "/v1/balance_transactions"})
    void whereverStripeRefusesForMinutesTheCloseStopsWithAWordAndTheNextHasEverything(String path) throws Exception {
        Scenario story = RandomMonth.of(19);
        try (StripeStandIn stripe = new StripeStandIn(story, 0, KEY);
                SmallServer server = server(stripe)) {
            stripe.faults().next(10_000, path, Fault.RATE_LIMITED);

            assertThatThrownBy(() -> server.close(DAY))
                    .isInstanceOf(StripeUnavailable.class)
                    .hasMessageContaining(path)
                    .hasMessageContaining("429");

            stripe.faults().clear();
            server.close(DAY);
            OracleBooks.assertKeptBy(server, new Oracle(story.world(), ZONE));
        }
    }

    @Test
    void errorsCutAnswersAndSlowOnesNowAndThenAreSleptOver() throws Exception {
        Scenario story = RandomMonth.of(11);
        try (StripeStandIn stripe = new StripeStandIn(story, 0, KEY);
                SmallServer server = server(stripe)) {
            for (String path : List.of("/v1/events", "/v1/balance_transactions", "/v1/payouts", "/v1/charges")) {
                stripe.faults().next(1, path, Fault.BROKEN);
                stripe.faults().next(1, path, Fault.CUT);
                stripe.faults().next(1, path, Fault.RATE_LIMITED);
                stripe.faults().next(1, path, Fault.slow(Duration.ofMillis(200)));
            }

            server.close(DAY);

            assertThat(stripe.faults().served()).isGreaterThanOrEqualTo(12);
            OracleBooks.assertKeptBy(server, new Oracle(story.world(), ZONE));
        }
    }

    private static SmallServer server(StripeStandIn stripe) {
        return new SmallServer(stripe.base(), KEY, RandomMonth.END, ZONE, () -> {});
    }

    private static long events(SmallServer server) {
        return server.jdbi().withHandle(handle -> handle.createQuery("select count(*) from stripe_event")
                .mapTo(Long.class)
                .one());
    }
}
