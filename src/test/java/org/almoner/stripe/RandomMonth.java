package org.almoner.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.almoner.demo.Donation;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Donation.Door;
import org.almoner.demo.Donation.Method;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;

/** Four weeks at Stripe in which anything may happen; a seed and its month are the same thing. */
final class RandomMonth {

    static final Instant START = Instant.parse("2026-10-05T08:00:00Z");
    static final Instant END = START.plus(Duration.ofDays(28));

    private static final List<Person> DONORS = List.of(
            new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur"),
            new Person(2, "O’Brien-Müller", "obrien@example.org", "en", "IE", "eur"),
            new Person(3, "王小明", "wang@example.org", "zh", "CN", "usd"),
            new Person(4, "أحمد", "ahmad@example.org", "ar", "KW", "kwd"),
            new Person(5, "山田花子", "yamada@example.org", "ja", "JP", "jpy"),
            new Person(6, "Jón Jónsson", "jon@example.org", "is", "IS", "isk"),
            new Person(7, "Grace Oyelaran", "grace@example.org", "en", "GB", "gbp"));

    private final Random random;
    private final Scenario story;

    private RandomMonth(long seed) {
        random = new Random(seed);
        story = Scenario.begin(seed, START);
    }

    static Scenario of(long seed) {
        RandomMonth month = new RandomMonth(seed);
        month.tell();
        return month.story;
    }

    private void tell() {
        int gifts = 6 + random.nextInt(15);
        for (int i = 0; i < gifts; i++) {
            story.at(moment(18), this::gift);
        }
        int plans = random.nextInt(4);
        for (int i = 0; i < plans; i++) {
            plan();
        }
        int movements = random.nextInt(5);
        for (int i = 0; i < movements; i++) {
            story.at(moment(26), this::movement);
        }
        payouts();
        story.world().runUntil(END);
    }

    private void gift() {
        Person donor = DONORS.get(random.nextInt(DONORS.size()));
        boolean debit = donor.currency().equals("eur") && random.nextInt(3) == 0;
        Door door = Door.values()[random.nextInt(Door.values().length)];
        Donation gift = new Donation(
                donor,
                amount(donor.currency()),
                donor.currency(),
                debit ? Method.SEPA_DEBIT : Method.CARD,
                door,
                codes());
        switch (random.nextInt(debit ? 8 : 16)) {
            case 0 -> {
                if (debit) {
                    story.payments().giveFailingDebit(gift);
                } else {
                    story.payments().giveAfterDecline(gift, false);
                }
            }
            case 1 -> {
                String intent = story.payments().give(gift);
                if (debit) {
                    after(7, () -> story.reversals().disputeFinal(intent));
                }
            }
            case 14 -> story.payments().giveUnheard(gift);
            case 15 -> story.payments().giveAfterDecline(gift, true);
            default -> fate(story.payments().give(gift), gift, debit);
        }
    }

    private void fate(String intent, Donation gift, boolean debit) {
        int wait = debit ? 7 : 1 + random.nextInt(3);
        long step = gift.currency().equals("isk") ? 100 : gift.currency().equals("kwd") ? 10 : 1;
        long third = gift.amount() / 3 / step * step;
        switch (random.nextInt(12)) {
            case 0 -> after(wait, () -> story.reversals().refund(intent, gift.amount()));
            case 1 ->
                after(wait, () -> {
                    story.reversals().refund(intent, third);
                    story.reversals().refund(intent, third);
                });
            case 2 ->
                after(wait, () -> {
                    String refund = story.reversals().refund(intent, gift.amount());
                    after(1, () -> story.reversals().bounce(refund));
                });
            case 3 -> disputed(wait, intent, id -> story.reversals().win(id, random.nextBoolean()));
            case 4 -> disputed(wait, intent, id -> story.reversals().lose(id));
            case 5 -> disputed(wait, intent, id -> story.reversals().loseInPart(id, 10 + random.nextInt(80)));
            case 6 -> disputed(wait, intent, id -> {});
            case 7 -> after(wait, () -> story.reversals().inquire(intent));
            default -> {
                // most gifts are left in peace
            }
        }
    }

    private void disputed(int wait, String intent, java.util.function.Consumer<String> ending) {
        after(wait, () -> {
            String id = story.reversals().dispute(intent);
            after(1, () -> ending.accept(id));
        });
    }

    private void plan() {
        Person donor = DONORS.get(random.nextInt(DONORS.size()));
        Donation gift = Donation.card(donor, amount(donor.currency()), donor.currency(), codes());
        String interval = random.nextBoolean() ? "week" : "month";
        int then = random.nextInt(4);
        story.at(moment(6), () -> {
            String plan = story.plans().start(gift, interval);
            switch (then) {
                case 0 -> after(2, () -> story.plans().change(plan, gift.amount() * 2));
                case 1 -> after(2, () -> story.plans().failNext(plan));
                case 2 -> after(9, () -> story.plans().cancel(plan));
                default -> {
                    // goes on
                }
            }
        });
    }

    private void movement() {
        switch (random.nextInt(9)) {
            case 0 -> story.movement("stripe_fee", "fee", -500, "eur");
            case 1 -> story.movement("tax_fee", "tax", -95, "eur");
            case 2 -> {
                story.movement("payout_minimum_balance_hold", "payout_minimum_balance_hold", -300, "eur");
                after(
                        2,
                        () -> story.movement(
                                "payout_minimum_balance_release", "payout_minimum_balance_release", 300, "eur"));
            }
            case 3 -> story.movement("reserved_funds", "risk_reserved_funds", -800, "eur");
            case 4 -> story.movement("topup", "topup", 5_000, "eur");
            case 5 -> story.movement("adjustment", "other_adjustment", 17, "usd");
            case 6 -> story.movement("transfer", "transfer", -40, "eur");
            case 7 -> story.movement("brand_new", "brand_new_in_2027", -3, "eur");
            default -> story.payments().chargeWithoutIntent(Donation.card(DONORS.get(0), 700, "eur", Codes.NONE));
        }
    }

    private void payouts() {
        boolean fails = random.nextInt(3) == 0;
        for (int day = 3 + random.nextInt(4); day < 28; day += 2 + random.nextInt(5)) {
            story.at(START.plus(Duration.ofDays(day)).minusSeconds(3_600), () -> story.payouts()
                    .settle("eur"));
            story.at(START.plus(Duration.ofDays(day)).minusSeconds(1_800), () -> story.payouts()
                    .sweep("usd"));
            if (fails) {
                fails = false;
                story.at(START.plus(Duration.ofDays(day)).minusSeconds(3_700), () -> story.payouts()
                        .failNext());
            }
        }
        if (random.nextInt(4) == 0) {
            story.at(moment(26), () -> story.payouts().instant("eur", 1_000));
        }
    }

    private long amount(String currency) {
        long units = 5 + random.nextInt(95);
        return switch (currency) {
            case "jpy" -> units * 150;
            case "kwd" -> units * 300;
            case "isk" -> units * 15_000;
            default -> units * 100 + random.nextInt(100);
        };
    }

    private Codes codes() {
        return switch (random.nextInt(4)) {
            case 0 -> new Codes("spring-2026", "general", null, null);
            case 1 -> new Codes("winter-2026", "water", "mail-3", null);
            case 2 -> new Codes(null, "general", null, null);
            default -> new Codes("sprng-2026", "general", null, null);
        };
    }

    private Instant moment(int days) {
        return START.plusSeconds(random.nextInt(days * 86_400));
    }

    private void after(int days, Runnable action) {
        story.at(story.world().now().plus(Duration.ofDays(days)), action);
    }
}
