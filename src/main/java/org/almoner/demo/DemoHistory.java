package org.almoner.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Donation.Door;
import org.almoner.demo.Donation.Method;

/**
 * The two years before the demo's month: 60 to 90 gifts a month from people who come every month, who come back, who come
 * back with more, and who do not come back.
 */
final class DemoHistory {
    static final int MONTHS = 24;

    private static final int SUSTAINERS_AT_2000 = 48;
    private static final int RETURNING_AT_2000 = 300;
    private static final int LAPSED_AT_2000 = 120;

    private final Scenario story;
    private final People people;
    private final SplittableRandom random;
    private final YearMonth demoMonth;
    private final int gifts;
    private final List<String> sustaining = new ArrayList<>();

    DemoHistory(Scenario story, People people, SplittableRandom random, YearMonth demoMonth, int gifts) {
        this.story = story;
        this.people = people;
        this.random = random;
        this.demoMonth = demoMonth;
        this.gifts = gifts;
    }

    /** The number of the first donor who has not given before the demo's month. */
    int firstNewDonor() {
        return scaled(RETURNING_AT_2000) * 13 / 10;
    }

    /** About how many older plans still give in the demo's month. */
    int renewalsInMonth() {
        return scaled(SUSTAINERS_AT_2000) * 9 / 10;
    }

    /** What somebody gives who gave {@code euros} in the first year: one in four has doubled since. */
    static int grown(Person donor, int euros) {
        return donor.key() % 4 == 0 ? euros * 2 : euros;
    }

    void plan() {
        for (int age = MONTHS; age > 0; age--) {
            YearMonth month = demoMonth.minusMonths(age);
            boolean firstYear = age > 12;
            planSustainers(month, age);
            int started = scaled(SUSTAINERS_AT_2000) * (MONTHS - age + 1) / MONTHS;
            int target = scaled(60 + random.nextInt(31));
            for (int i = 0; i < Math.max(3, target - started); i++) {
                planGift(month, firstYear);
            }
            planPayouts(month);
        }
        story.at(DemoMonth.startOf(demoMonth).minusSeconds(20), () -> story.payments()
                .give(Donation.card(people.number(2), 3_333, "eur", codes(demoMonth))));
        story.at(DemoMonth.startOf(demoMonth), this::troubleSustainers);
    }

    private void planSustainers(YearMonth month, int age) {
        int total = scaled(SUSTAINERS_AT_2000);
        int from = total * (MONTHS - age) / MONTHS;
        int to = total * (MONTHS - age + 1) / MONTHS;
        for (int i = from; i < to; i++) {
            Person donor = people.number(i);
            long amount = DemoMonth.worth(5 + 5 * random.nextInt(8), donor.currency());
            Donation gift = new Donation(donor, amount, donor.currency(), Method.CARD, Door.CHECKOUT, codes(month));
            story.at(moment(month, 2 + random.nextInt(20)), () -> {
                String plan = story.plans().start(gift, "month");
                sustaining.add(plan);
                if (donor.key() % 4 == 0) {
                    story.world().in(Duration.ofDays(200), () -> story.plans().change(plan, amount * 2));
                }
                if (donor.key() % 11 == 10) {
                    story.world().in(Duration.ofDays(240), () -> story.plans().cancel(plan));
                }
            });
        }
    }

    /** In the demo's month two instalments fail and are paid later, and one plan dies of it. */
    private void troubleSustainers() {
        List<String> active = sustaining.stream()
                .filter(id -> Json.text(story.world().get(id), "status").equals("active"))
                .toList();
        for (int i = 0; i < Math.min(3, active.size()); i++) {
            if (i < 2) {
                story.plans().failNext(active.get(i));
            } else {
                story.plans().endNext(active.get(i));
            }
        }
    }

    private void planGift(YearMonth month, boolean firstYear) {
        int returning = scaled(RETURNING_AT_2000);
        // The first year is shared with people who then stay away; the second brings new ones who stay.
        int beyond = firstYear ? scaled(LAPSED_AT_2000) : returning * 3 / 10;
        int pick = random.nextInt(returning + beyond);
        int key = pick < returning || !firstYear ? pick : gifts + pick;
        Person donor = people.number(key);
        int euros = DemoMonth.pickEuros(random);
        // A few from Iceland, whose currency has two decimals at Stripe and none in life.
        String currency = random.nextInt(150) == 0 ? "isk" : donor.currency();
        boolean debit = currency.equals("eur") && random.nextInt(10) == 0;
        Donation gift = new Donation(
                donor,
                DemoMonth.worth(firstYear ? euros : grown(donor, euros), currency),
                currency,
                debit ? Method.SEPA_DEBIT : Method.CARD,
                Door.values()[random.nextInt(Door.values().length)],
                codes(month));
        int fate = random.nextInt(120);
        story.at(moment(month, 1 + random.nextInt(month.lengthOfMonth())), () -> {
            String intent = story.payments().give(gift);
            if (debit) {
                return;
            }
            if (fate == 0) {
                story.world().in(Duration.ofDays(4), () -> story.reversals().refund(intent, gift.amount()));
            } else if (fate == 1 && month.isBefore(demoMonth.minusMonths(1))) {
                story.world().in(Duration.ofDays(5), () -> story.reversals()
                        .lose(story.reversals().dispute(intent)));
            }
        });
    }

    private void planPayouts(YearMonth month) {
        for (LocalDate day = month.atDay(1); !day.isAfter(month.atEndOfMonth()); day = day.plusDays(1)) {
            if (day.getDayOfWeek() == DayOfWeek.MONDAY) {
                Instant morning = day.atTime(5, 0).toInstant(ZoneOffset.UTC);
                for (String currency : List.of("eur", "usd", "gbp")) {
                    story.at(morning, () -> story.payouts().sweep(currency));
                }
            }
        }
    }

    private Codes codes(YearMonth month) {
        String season = month.getMonthValue() >= 11 ? "year-end-" : month.getMonthValue() <= 6 ? "spring-" : null;
        return season == null
                ? new Codes(null, "general", null, null)
                : new Codes(season + month.getYear(), "general", "newsletter", null);
    }

    private Instant moment(YearMonth month, int day) {
        return month.atDay(day).atTime(7, 0).atZone(DemoMonth.ZONE).toInstant().plusSeconds(random.nextInt(15 * 3_600));
    }

    private int scaled(int atTwoThousand) {
        return Math.max(1, (int) ((long) atTwoThousand * gifts / 2_000));
    }
}
