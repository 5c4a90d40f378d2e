package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.WebhookSender.Delivery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: each way of delivering badly does just what it says. Method: two plans' worth of events, bent and counted. */
class DeliveryPlanTest {
    private static final Person DONOR = new Person(1, "Юлия Щукина", "yulia@example.org", "ru", "KZ", "usd");

    private final Scenario story = Scenario.begin(3, Instant.parse("2026-01-05T10:00:00Z"));
    private DeliveryPlan plan;

    @BeforeEach
    void tellStory() {
        story.plans().start(Donation.card(DONOR, 1_000, "usd", new Codes("spring-2026", null, null, null)), "week");
        story.payments().giveUnheard(Donation.card(DONOR, 500, "usd", Codes.NONE));
        story.world().runUntil(story.world().now().plus(Duration.ofDays(150)));
        plan = DeliveryPlan.of(story.world().events());
    }

    @Test
    void leavesOutWhatWasLost() {
        assertThat(plan.deliveries()).hasSize(story.world().events().size() - 4);
    }

    @Test
    void shufflesBySeed() {
        assertThat(plan.shuffled(1).deliveries())
                .containsExactlyInAnyOrderElementsOf(plan.deliveries())
                .isEqualTo(plan.shuffled(1).deliveries())
                .isNotEqualTo(plan.shuffled(2).deliveries());
    }

    @Test
    void repeatsAndDropsShares() {
        int all = plan.deliveries().size();
        assertThat(plan.withDuplicates(50, 1).deliveries().size()).isBetween(all * 13 / 10, all * 17 / 10);
        assertThat(plan.withDuplicates(100, 1).deliveries()).hasSize(2 * all);
        assertThat(plan.dropping(10, 1).deliveries().size()).isBetween(all * 8 / 10, all - 1);
    }

    @Test
    void aTwinHasAnotherIdAndTheSameObject() {
        List<Delivery> both = plan.withTwins(100, 1).deliveries();
        JsonObject first = Json.parse(both.get(0).body());
        JsonObject twin = Json.parse(both.get(1).body());
        assertThat(Json.text(twin, "id")).isEqualTo(both.get(1).event()).isNotEqualTo(Json.text(first, "id"));
        assertThat(twin.get("data")).isEqualTo(first.get("data"));
        assertThat(twin.get("type")).isEqualTo(first.get("type"));
    }

    @Test
    void putsAllOfAnObjectIntoOneSecond() {
        List<Long> seconds = plan.inTheSameSecond().deliveries().stream()
                .map(d -> Json.parse(d.body()))
                .filter(e -> Json.text(e, "type").startsWith("customer.subscription"))
                .map(e -> Json.number(e, "created"))
                .distinct()
                .toList();
        assertThat(seconds).hasSize(1);
    }

    @Test
    void writesInvoicesInTheirOldShape() {
        ApiVersions versions = new ApiVersions(story.world());
        List<JsonObject> old = plan.inVersion(versions, ApiVersions.OLD).deliveries().stream()
                .map(d -> Json.parse(d.body()))
                .toList();
        assertThat(old).noneMatch(e -> Json.text(e, "type").startsWith("invoice_payment"));
        JsonObject invoice = old.stream()
                .filter(e -> Json.text(e, "type").equals("invoice.paid"))
                .map(e -> Json.child(Json.child(e, "data"), "object"))
                .findFirst()
                .orElseThrow();
        assertThat(invoice.has("parent")).isFalse();
        assertThat(Json.text(invoice, "subscription")).startsWith("sub_");
        assertThat(Json.text(invoice, "payment_intent")).startsWith("pi_");
        assertThat(Json.text(invoice, "charge")).startsWith("ch_");
        assertThat(old).allMatch(e -> Json.text(e, "api_version").equals(ApiVersions.OLD));
    }

    @Test
    void canLeaveTheVersionUnsaid() {
        ApiVersions versions = new ApiVersions(story.world());
        assertThat(plan.inVersion(versions, null).deliveries())
                .hasSameSizeAs(plan.deliveries())
                .allSatisfy(
                        d -> assertThat(Json.parse(d.body()).get("api_version").isJsonNull())
                                .isTrue());
    }
}
