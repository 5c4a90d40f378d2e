package org.almoner.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.almoner.demo.WebhookSender.Delivery;

/**
 * Which webhooks arrive, in which order, how often: the ways in which Stripe's delivery is documented to differ from the
 * order of events. Each step gives a new plan; shares are in per cent and drawn from a seed.
 */
public final class DeliveryPlan {
    private final List<Delivery> deliveries;

    private DeliveryPlan(List<Delivery> deliveries) {
        this.deliveries = List.copyOf(deliveries);
    }

    /** Each event once, in order; those whose webhook is lost are left out. */
    public static DeliveryPlan of(List<StripeEvent> events) {
        return new DeliveryPlan(
                events.stream().filter(e -> !e.lost()).map(Delivery::of).toList());
    }

    /** What is to be sent. */
    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** In any order. */
    public DeliveryPlan shuffled(long seed) {
        List<Delivery> shuffled = new ArrayList<>(deliveries);
        Collections.shuffle(shuffled, new Random(seed));
        return new DeliveryPlan(shuffled);
    }

    /** A share arrives a second time right after the first: the same event. */
    public DeliveryPlan withDuplicates(int percent, long seed) {
        return repeating(percent, seed, UnaryOperator.identity());
    }

    /** A share is followed by its twin: another event id with the same object and type. */
    public DeliveryPlan withTwins(int percent, long seed) {
        return repeating(percent, seed, DeliveryPlan::twin);
    }

    /** A share never arrives. */
    public DeliveryPlan dropping(int percent, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new DeliveryPlan(
                deliveries.stream().filter(d -> random.nextInt(100) >= percent).toList());
    }

    /** Everything about an object claims to have happened in the second of its first event. */
    public DeliveryPlan inTheSameSecond() {
        Map<String, Long> first = new HashMap<>();
        return new DeliveryPlan(deliveries.stream()
                .map(d -> {
                    var event = Json.parse(d.body());
                    var object = Json.child(Json.child(event, "data"), "object");
                    Json.set(
                            event,
                            "created",
                            first.computeIfAbsent(Json.text(object, "id"), id -> Json.number(event, "created")));
                    return new Delivery(d.event(), Json.bytes(event));
                })
                .toList());
    }

    /** Written in the shape of an API version ({@link ApiVersions}); events that version does not know are left out. */
    public DeliveryPlan inVersion(ApiVersions versions, String version) {
        return new DeliveryPlan(deliveries.stream()
                .map(d -> new Delivery(d.event(), versions.write(d.body(), version)))
                .filter(d -> d.body() != null)
                .toList());
    }

    private DeliveryPlan repeating(int percent, long seed, UnaryOperator<Delivery> again) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Delivery> all = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            all.add(delivery);
            if (random.nextInt(100) < percent) {
                all.add(again.apply(delivery));
            }
        }
        return new DeliveryPlan(all);
    }

    private static Delivery twin(Delivery delivery) {
        String id = delivery.event() + "twin";
        String body = new String(delivery.body(), StandardCharsets.UTF_8)
                .replace("\"id\":\"" + delivery.event() + "\"", "\"id\":\"" + id + "\"");
        return new Delivery(id, body.getBytes(StandardCharsets.UTF_8));
    }
}
