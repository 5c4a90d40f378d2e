package org.almoner.demo;

import java.time.Instant;

/**
 * A story told at Stripe: a world and the verbs that make things happen in it. Put the verbs on the world's agenda with
 * {@link #at}, run the clock, then send {@link StripeWorld#events} and compare with an {@link Oracle}.
 *
 * <pre>{@code
 * Scenario story = Scenario.begin(42, Instant.parse("2026-10-01T08:00:00Z"));
 * String gift = story.payments().give(Donation.card(donor, 2_500, "eur", Codes.NONE));
 * story.at(Instant.parse("2026-10-05T08:00:00Z"), () -> story.reversals().refund(gift, 1_000));
 * story.world().runUntil(Instant.parse("2026-10-31T22:59:59Z"));
 * }</pre>
 */
public final class Scenario {
    private final StripeWorld world;
    private final Balance balance;
    private final Payments payments;
    private final Plans plans;
    private final Cards cards;
    private final Reversals reversals;
    private final Payouts payouts;

    private Scenario(StripeWorld world) {
        this.world = world;
        balance = new Balance(world);
        payments = new Payments(world, balance);
        plans = new Plans(world, payments);
        cards = new Cards(world);
        reversals = new Reversals(world, balance);
        payouts = new Payouts(world, balance);
    }

    /** An empty world; the same seed and story give the same bytes. */
    public static Scenario begin(long seed, Instant start) {
        return new Scenario(new StripeWorld(seed, start));
    }

    /** The account and all in it. */
    public StripeWorld world() {
        return world;
    }

    /** One-off gifts. */
    public Payments payments() {
        return payments;
    }

    /** Recurring gifts. */
    public Plans plans() {
        return plans;
    }

    /** Cards that are given and renewed. */
    public Cards cards() {
        return cards;
    }

    /** Refunds and disputes. */
    public Reversals reversals() {
        return reversals;
    }

    /** Money to the bank. */
    public Payouts payouts() {
        return payouts;
    }

    /** Plans something for later. */
    public void at(Instant time, Runnable action) {
        world.at(time, action);
    }

    /**
     * A balance transaction of any type and category with no object behind it: Stripe's own fees and taxes, reserves,
     * adjustments, or a category nobody knows. Returns the {@code txn_} id.
     *
     * @param amount signed, in minor units of {@code currency}
     */
    public String movement(String type, String category, long amount, String currency) {
        return Json.text(balance.post(type, category, null, amount, 0, currency), "id");
    }

    /** Announces a webhook endpoint, as an administrator would have set it up in Stripe's dashboard. */
    public void endpoint(String url) {
        synchronized (world) {
            world.add(Kind.WEBHOOK_ENDPOINT, Catalogue.endpoint(world, url));
        }
    }

    /** Has an endpoint follow the account's default version, as one set up before versions could be chosen does. */
    public void forgetVersion(String endpoint) {
        synchronized (world) {
            Json.set(world.get(endpoint), "api_version", null);
        }
    }
}
