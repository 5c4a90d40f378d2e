package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.almoner.demo.Donation.Codes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the stand-in answers as Stripe is documented to. Method: a small world with 25 gifts, one of them refunded, and
 * payouts; plain HTTP requests against it.
 */
class StripeStandInTest {
    private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Scenario story = Scenario.begin(7, START);
    private final List<String> gifts = new ArrayList<>();
    private StripeStandIn stripe;

    @BeforeEach
    void tellStory() throws IOException {
        for (int i = 0; i < 25; i++) {
            story.at(
                    START.plusSeconds(3_600L * i),
                    () -> gifts.add(story.payments()
                            .give(Donation.card(
                                    DONOR, 2_500, "eur", new Codes("spring-2026", "general", null, null)))));
        }
        story.at(START.plus(Duration.ofDays(8)), () -> story.payouts().sweep("eur"));
        story.world().runUntil(START.plus(Duration.ofDays(20)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void pagesOlderWithStartingAfterAndNewerWithEndingBefore() throws Exception {
        JsonObject first = get("/v1/payment_intents?limit=10");
        assertThat(ids(first)).hasSize(10).startsWith(gifts.get(24), gifts.get(23));
        assertThat(first.get("has_more").getAsBoolean()).isTrue();

        JsonObject second =
                get("/v1/payment_intents?limit=10&starting_after=" + ids(first).get(9));
        JsonObject third =
                get("/v1/payment_intents?limit=10&starting_after=" + ids(second).get(9));
        assertThat(ids(third)).hasSize(5).endsWith(gifts.get(0));
        assertThat(third.get("has_more").getAsBoolean()).isFalse();

        JsonObject back =
                get("/v1/payment_intents?limit=10&ending_before=" + ids(third).get(0));
        assertThat(ids(back)).isEqualTo(ids(second));
        assertThat(back.get("has_more").getAsBoolean()).isTrue();
    }

    @Test
    void listsWhatAPayoutContainsWithItsOwnRow() throws Exception {
        String payout = ids(get("/v1/payouts")).get(0);
        JsonObject contents = get("/v1/balance_transactions?payout=" + payout + "&limit=100&expand[0]=data.source");
        long sum = 0;
        int own = 0;
        for (JsonElement row : contents.getAsJsonArray("data")) {
            sum += row.getAsJsonObject().get("net").getAsLong();
            assertThat(row.getAsJsonObject().get("source").isJsonObject()).isTrue();
            own += Json.text(row.getAsJsonObject(), "type").equals("payout") ? 1 : 0;
        }
        assertThat(sum).isZero();
        assertThat(own).isOne();
        assertThat(contents.getAsJsonArray("data")).hasSize(26);
    }

    @Test
    void filters() throws Exception {
        long noon = START.plusSeconds(4 * 3_600).getEpochSecond();
        assertThat(ids(get("/v1/charges?created[lt]=" + noon))).hasSize(4);
        assertThat(ids(get("/v1/charges?limit=100&created[gte]=" + noon))).hasSize(21);
        assertThat(ids(get("/v1/charges?payment_intent=" + gifts.get(3)))).hasSize(1);
        assertThat(ids(get("/v1/balance_transactions?type=payout"))).hasSize(1);
        assertThat(ids(get("/v1/balance_transactions?currency=usd"))).isEmpty();
        assertThat(ids(get("/v1/payouts?status=paid"))).hasSize(1);
        assertThat(ids(get("/v1/checkout/sessions?payment_intent=" + gifts.get(0))))
                .hasSize(1);
        assertThat(ids(get("/v1/events?types[0]=payout.paid&types[1]=payout.created")))
                .hasSize(2);
    }

    @Test
    void findsTheInvoicePaymentOfAnIntent() throws Exception {
        synchronized (story.world()) {
            story.plans().start(Donation.card(DONOR, 1_000, "eur", Codes.NONE), "month");
        }
        String intent = ids(get("/v1/payment_intents?limit=1")).get(0);
        JsonObject found = get("/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=" + intent);
        assertThat(ids(found)).hasSize(1);
        assertThat(ids(get(
                        "/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=" + gifts.get(0))))
                .isEmpty();
    }

    @Test
    void showsEventsOfThirtyDaysAndWhichWereNotDelivered() throws Exception {
        List<StripeEvent> events = story.world().events();
        events.subList(1, events.size()).forEach(e -> story.world().delivered(e.id()));
        assertThat(ids(get("/v1/events?delivery_success=false")))
                .containsExactly(events.get(0).id());
        assertThat(Json.text(get("/v1/events/" + events.get(1).id()), "pending_webhooks"))
                .isEqualTo("0");

        synchronized (story.world()) {
            story.world().runUntil(START.plus(Duration.ofDays(60)));
        }
        assertThat(ids(get("/v1/events"))).isEmpty();
    }

    @Test
    void expandsThroughSeveralObjects() throws Exception {
        JsonObject intent = get("/v1/payment_intents/" + gifts.get(0) + "?expand[]=latest_charge.balance_transaction");
        JsonObject charge = Json.child(intent, "latest_charge");
        assertThat(Json.number(Json.child(charge, "balance_transaction"), "amount"))
                .isEqualTo(2_500);
        assertThat(Json.text(get("/v1/payment_intents/" + gifts.get(0)), "latest_charge"))
                .startsWith("ch_");
    }

    @Test
    void refusesWhatStripeRefuses() throws Exception {
        long before = stripe.strangers();
        assertThat(send("GET", "/v1/charges", null, null, "sk_other").statusCode())
                .isEqualTo(401);
        assertThat(stripe.strangers()).isEqualTo(before + 1);
        assertThat(status("/v1/charges/ch_none")).isEqualTo(404);
        assertThat(status("/v1/payment_intents/" + ids(get("/v1/charges")).get(0)))
                .isEqualTo(404);
        assertThat(status("/v1/nonsense")).isEqualTo(404);
        assertThat(status("/v1/charges?limit=101")).isEqualTo(400);
        assertThat(status("/v1/charges?limit=0")).isEqualTo(400);
        assertThat(status("/v1/charges?colour=blue")).isEqualTo(400);
        assertThat(status("/v1/charges?starting_after=ch_none")).isEqualTo(400);
        assertThat(status("/v1/payment_intents?starting_after=" + gifts.get(0) + "&ending_before=" + gifts.get(1)))
                .isEqualTo(400);
        assertThat(status("/v1/balance_transactions?payout=po_none")).isEqualTo(404);
    }

    @Test
    void repeatsAWriteOfTheSameKeyAndRefusesAnotherWithIt() throws Exception {
        String body = "payment_intent=" + gifts.get(0) + "&amount=1000";
        HttpResponse<String> first = send("POST", "/v1/refunds", body, "key-1", "sk_test_demo");
        HttpResponse<String> again = send("POST", "/v1/refunds", body, "key-1", "sk_test_demo");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(ids(get("/v1/refunds"))).hasSize(1);

        HttpResponse<String> other = send("POST", "/v1/refunds", body + "0", "key-1", "sk_test_demo");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("idempotency_error");

        String tooMuch = "payment_intent=" + gifts.get(0) + "&amount=1501";
        assertThat(send("POST", "/v1/refunds", tooMuch, "key-2", "sk_test_demo").statusCode())
                .isEqualTo(400);
    }

    @Test
    void refundsInPartsUntilNothingIsLeftAndNothingThatIsDisputed() throws Exception {
        String gift = gifts.get(1);
        assertThat(send(
                                "POST",
                                "/v1/refunds",
                                "payment_intent=" + gift + "&amount=1000&metadata[ours]=7",
                                "a",
                                "sk_test_demo")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> tooMuch =
                send("POST", "/v1/refunds", "payment_intent=" + gift + "&amount=1501", "b", "sk_test_demo");
        assertThat(tooMuch.statusCode()).isEqualTo(400);
        assertThat(tooMuch.body()).contains("greater than unrefunded amount", "\"param\":\"amount\"");
        post("/v1/refunds", "payment_intent=" + gift);
        assertThat(ids(get("/v1/refunds?payment_intent=" + gift))).hasSize(2);
        assertThat(get("/v1/refunds?payment_intent=" + gift).toString()).contains("\"ours\":\"7\"");
        assertThat(send("POST", "/v1/refunds", "payment_intent=" + gift, "c", "sk_test_demo")
                        .body())
                .contains("charge_already_refunded");

        synchronized (story.world()) {
            story.reversals().dispute(gifts.get(2));
        }
        HttpResponse<String> disputed =
                send("POST", "/v1/refunds", "payment_intent=" + gifts.get(2), "d", "sk_test_demo");
        assertThat(disputed.statusCode()).isEqualTo(400);
        assertThat(disputed.body()).contains("charge_disputed");
    }

    @Test
    void makesAShareLink() throws Exception {
        String price = Json.text(
                post("/v1/prices", "currency=eur&custom_unit_amount[enabled]=true&product_data[name]=Spring+%26+more"),
                "id");
        JsonObject link = post(
                "/v1/payment_links",
                "line_items[0][price]=" + price + "&line_items[0][quantity]=1&metadata[campaign]=spring-2026"
                        + "&payment_intent_data[metadata][campaign]=spring-2026");
        assertThat(Json.text(link, "url")).startsWith("https://donate.example.org/plink_");
        assertThat(Json.text(Json.child(Json.child(link, "payment_intent_data"), "metadata"), "campaign"))
                .isEqualTo("spring-2026");
    }

    @Test
    void takesAnotherCardForAPlan() throws Exception {
        String plan;
        synchronized (story.world()) {
            plan = story.plans().start(Donation.card(DONOR, 1_000, "eur", Codes.NONE), "month");
        }
        String customer = Json.text(get("/v1/subscriptions/" + plan), "customer");
        String form = "mode=setup&customer=" + customer + "&success_url=https%3A%2F%2Fexample.org";
        assertThat(send("POST", "/v1/checkout/sessions", form, null, "sk_test_demo")
                        .statusCode())
                .as("neither a currency nor kinds of payment")
                .isEqualTo(400);
        String session = Json.text(post("/v1/checkout/sessions", form + "&currency=eur"), "id");
        String card;
        synchronized (story.world()) {
            card = story.cards().give(session, 2030, 1);
        }
        JsonObject done = get("/v1/checkout/sessions/" + session + "?expand[]=setup_intent");
        assertThat(Json.text(Json.child(done, "setup_intent"), "payment_method"))
                .isEqualTo(card);
        assertThat(Json.text(
                        post("/v1/subscriptions/" + plan, "default_payment_method=" + card), "default_payment_method"))
                .isEqualTo(card);
        assertThat(send("POST", "/v1/subscriptions/" + plan, "default_payment_method=pm_nobody", null, "sk_test_demo")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void cancelsASubscription() throws Exception {
        String plan;
        synchronized (story.world()) {
            plan = story.plans().start(Donation.card(DONOR, 1_000, "eur", Codes.NONE), "month");
        }
        assertThat(Json.text(get("/v1/subscriptions/" + plan), "status")).isEqualTo("active");
        assertThat(send("DELETE", "/v1/subscriptions/" + plan, null, null, "sk_test_demo")
                        .body())
                .contains("\"status\":\"canceled\"");
        assertThat(ids(get("/v1/subscriptions"))).isEmpty();
        assertThat(ids(get("/v1/subscriptions?status=all"))).containsExactly(plan);
    }

    @Test
    void servesTroubleOnOrder() throws Exception {
        stripe.faults().next(2, "/v1/charges", Faults.Fault.RATE_LIMITED);
        stripe.faults().next(1, "/v1/payouts", Faults.Fault.CUT);
        stripe.faults().next(1, "/v1/refunds", Faults.Fault.slow(Duration.ofMillis(120)));
        assertThat(status("/v1/charges")).isEqualTo(429);
        assertThat(status("/v1/customers")).isEqualTo(200);
        assertThat(status("/v1/charges")).isEqualTo(429);
        assertThat(status("/v1/charges")).isEqualTo(200);
        assertThatThrownBy(() -> status("/v1/payouts")).isInstanceOf(IOException.class);
        assertThat(status("/v1/payouts")).isEqualTo(200);
        long before = System.nanoTime();
        assertThat(status("/v1/refunds")).isEqualTo(200);
        assertThat(System.nanoTime() - before)
                .isGreaterThan(Duration.ofMillis(110).toNanos());
        assertThat(stripe.faults().served()).isEqualTo(4);
    }

    @Test
    void satisfiesStripesOwnClient() throws Exception {
        Stripe.enableTelemetry = false;
        StripeClient client = StripeClient.builder()
                .setApiKey("sk_test_demo")
                .setApiBase(stripe.base())
                .build();
        int intents = 0;
        for (PaymentIntent intent : client.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(7L).build())
                .autoPagingIterable()) {
            intents += intent.getStatus().equals("succeeded") ? 1 : 0;
        }
        assertThat(intents).isEqualTo(25);
        assertThat(client.v1().events().list().getData()).hasSize(10).allSatisfy(e -> assertThat(
                        e.getDataObjectDeserializer().getObject())
                .isPresent());
        assertThatThrownBy(() -> client.v1().charges().retrieve("ch_none"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("No such charge: 'ch_none'");
    }

    private static List<String> ids(JsonObject list) {
        List<String> ids = new ArrayList<>();
        list.getAsJsonArray("data").forEach(o -> ids.add(Json.text(o.getAsJsonObject(), "id")));
        return ids;
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, null, null, "sk_test_demo");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    private JsonObject post(String path, String body) throws Exception {
        HttpResponse<String> response = send("POST", path, body, null, "sk_test_demo");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    private int status(String path) throws Exception {
        return send("GET", path, null, null, "sk_test_demo").statusCode();
    }

    private HttpResponse<String> send(String method, String path, String body, String idempotencyKey, String key)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(stripe.base() + path.replace("[", "%5B").replace("]", "%5D")))
                .header("Authorization", "Bearer " + key)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
