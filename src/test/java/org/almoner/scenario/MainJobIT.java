package org.almoner.scenario;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole main job against the real jar: webhooks in order, in any order with duplicates and twins, or with a tenth of
 * them lost. In the end the books equal the oracle to the minor unit, each receipt is there once, and another close changes
 * nothing.
 */
class MainJobIT {

    private static final int GIFTS = 120;

    /** How the month's webhooks come. */
    enum Way {
        IN_ORDER(1),
        IN_ANY_ORDER_WITH_DUPLICATES_AND_TWINS(8),
        A_TENTH_LOST(8);

        private final int connections;

        Way(int connections) {
            this.connections = connections;
        }

        private List<Delivery> deliveries(DemoMonth demo) {
            List<StripeEvent> events = new ArrayList<>(demo.historyEvents());
            events.addAll(demo.monthEvents());
            return switch (this) {
                case IN_ORDER -> DeliveryPlan.of(events).deliveries();
                case IN_ANY_ORDER_WITH_DUPLICATES_AND_TWINS ->
                    DeliveryPlan.of(events)
                            .withDuplicates(10, 1)
                            .withTwins(10, 2)
                            .shuffled(3)
                            .deliveries();
                case A_TENTH_LOST -> Scenarios.aTenthLost(demo);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void howeverTheWebhooksComeTheBooksEndInTheOracle(Way way) throws Exception {
        DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), GIFTS, 7);
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("main-job", Scenarios.settings(stripe, mail))) {
            Scenarios.deliver(server, demo, way.deliveries(demo), way.connections);
            AlmonerClient almoner = Scenarios.signIn(server);
            Scenarios.closeAndCompare(demo, almoner, mail, server);
        }
    }
}
