package org.almoner.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Donation.Door;
import org.almoner.demo.Donation.Method;

/**
 * The demo's story: one full month of giving to an organisation in Berlin, in six currencies and twelve languages, with
 * everything that goes wrong in a month, and two thinner years before it ({@link DemoHistory}). The world's clock stops at
 * the month's last second, in the organisation's zone.
 */
public final class DemoMonth {
    /** The zone periods are cut in. */
    public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final List<Integer> EURO_LADDER =
            List.of(5, 10, 10, 15, 20, 20, 25, 25, 30, 35, 50, 50, 75, 100, 100, 150, 250, 500, 1_000, 5_000);

    /** What is in store for a gift. */
    private enum Fate {
        PLAIN,
        NEVER_HEARD,
        DECLINED_FIRST,
        GIVEN_UP,
        BANK_REFUSES,
        BANK_DISPUTE,
        REFUNDED,
        PARTLY_REFUNDED,
        REFUNDED_TWICE,
        REFUND_BOUNCES,
        DISPUTE_WON,
        DISPUTE_WON_FEE_KEPT,
        DISPUTE_LOST,
        DISPUTE_OPEN,
        INQUIRY_CLOSED,
        INQUIRY_OPEN
    }

    private static final class Planned {
        private final Instant at;
        private final Donation donation;
        private Fate fate = Fate.PLAIN;

        Planned(Instant at, Donation donation) {
            this.at = at;
            this.donation = donation;
        }
    }

    private final Scenario story;
    private final YearMonth month;
    private final People people;
    private final SplittableRandom random;
    private final int gifts;
    private final List<Campaign> campaigns;

    private DemoMonth(YearMonth month, int gifts, long seed) {
        this.month = month;
        this.gifts = gifts;
        this.people = new People(seed);
        this.random = new SplittableRandom(seed + 1);
        this.campaigns = Campaign.of(month.getYear());
        this.story = Scenario.begin(seed, startOf(month.minusMonths(DemoHistory.MONTHS)));
    }

    /** The month before the one {@code today} is in, with about {@code gifts} gifts (2,000 for the demo, 50 or more). */
    public static DemoMonth before(LocalDate today, int gifts, long seed) {
        if (gifts < 50) {
            throw new IllegalArgumentException("a demo month needs at least 50 gifts, not " + gifts);
        }
        DemoMonth demo = new DemoMonth(YearMonth.from(today).minusMonths(1), gifts, seed);
        demo.tell();
        return demo;
    }

    /** The world, all told. */
    public Scenario story() {
        return story;
    }

    /** The month it is about. */
    public YearMonth month() {
        return month;
    }

    /** What the organisation collects for in this month. */
    public List<Campaign> campaigns() {
        return campaigns;
    }

    /** All events of the two years before. */
    public List<StripeEvent> historyEvents() {
        return story.world().events(Instant.EPOCH, startOf(month));
    }

    /** All events of the month. */
    public List<StripeEvent> monthEvents() {
        return story.world().events(startOf(month), startOf(month.plusMonths(1)));
    }

    static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZONE).toInstant();
    }

    /** An amount that is {@code euros} worth, as people round it in their own currency; in minor units. */
    static long worth(int euros, String currency) {
        return switch (currency) {
            case "jpy" -> euros * 150L;
            case "kwd" -> euros * 300L;
            case "isk" -> euros * 15_000L;
            default -> euros * 100L;
        };
    }

    static int pickEuros(SplittableRandom random) {
        return EURO_LADDER.get(random.nextInt(random.nextInt(3) == 0 ? EURO_LADDER.size() : 14));
    }

    private void tell() {
        DemoHistory history = new DemoHistory(story, people, random, month, gifts);
        history.plan();
        int recurring = planRecurring(history);
        List<Planned> planned = planOneOffs(Math.max(30, gifts - recurring));
        decideFates(planned);
        planned.forEach(p -> story.at(p.at, () -> carryOut(p)));
        planMoneyOut();
        story.world().runUntil(startOf(month.plusMonths(1)).minusSeconds(1));
    }

    /** New plans of this month, monthly and weekly; returns how many instalments the month will see, older plans included. */
    private int planRecurring(DemoHistory history) {
        int monthly = scaled(200);
        int weekly = scaled(40);
        for (int i = 0; i < monthly + weekly; i++) {
            Person donor = people.number(history.firstNewDonor() + i);
            boolean everyWeek = i >= monthly;
            Instant at = moment(everyWeek ? 1 + random.nextInt(5) : 1 + random.nextInt(month.lengthOfMonth()));
            Door door = random.nextInt(4) == 0 ? Door.DIRECT : Door.CHECKOUT;
            long amount = worth(5 * (1 + random.nextInt(6)), donor.currency());
            Donation gift = new Donation(donor, amount, donor.currency(), Method.CARD, door, codes());
            story.at(at, () -> story.plans().start(gift, everyWeek ? "week" : "month"));
        }
        return history.renewalsInMonth() + monthly + weekly * 4;
    }

    private List<Planned> planOneOffs(int count) {
        int donors = gifts * 6 / 10;
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // First everybody once, then some again.
            Person donor = people.number(i < donors ? i : random.nextInt(donors));
            boolean debit = donor.currency().equals("eur") && random.nextInt(9) == 0;
            Door door = Door.values()[new int[] {0, 0, 0, 1, 1, 2, 2, 3}[random.nextInt(8)]];
            long amount = worth(DemoHistory.grown(donor, pickEuros(random)), donor.currency());
            planned.add(new Planned(
                    moment(1 + random.nextInt(month.lengthOfMonth())),
                    new Donation(
                            donor, amount, donor.currency(), debit ? Method.SEPA_DEBIT : Method.CARD, door, codes())));
        }
        Person punctual = people.number(0);
        // The month's first and last seconds, where zones and asynchronous captures bite.
        planned.add(new Planned(startOf(month).plusSeconds(1), Donation.card(punctual, 1_111, "eur", codes())));
        planned.add(new Planned(
                startOf(month.plusMonths(1)).minusSeconds(120), Donation.card(punctual, 2_222, "eur", codes())));
        planned.add(new Planned(
                moment(3),
                Donation.card(people.number(1), 1_500, "eur", new Codes("sprng-2026", "general", null, null))));
        return planned;
    }

    private void decideFates(List<Planned> planned) {
        int last = month.lengthOfMonth();
        Predicate<Planned> card = p -> p.donation.method() == Method.CARD;
        Predicate<Planned> debit = card.negate();
        decide(planned, Fate.NEVER_HEARD, 1, 2, 9, card);
        decide(planned, Fate.NEVER_HEARD, 1, last - 5, last - 1, card);
        decide(planned, Fate.DECLINED_FIRST, scaled(15), 1, last - 1, card);
        decide(planned, Fate.GIVEN_UP, scaled(12), 1, last - 1, card);
        decide(planned, Fate.BANK_REFUSES, scaled(2), 1, last - 8, debit);
        decide(planned, Fate.BANK_DISPUTE, 1, 1, last - 16, debit);
        decide(planned, Fate.REFUNDED, scaled(14), 1, last - 8, card);
        decide(planned, Fate.REFUNDED, 1, 1, last - 15, debit);
        decide(planned, Fate.PARTLY_REFUNDED, scaled(10), 1, last - 8, card);
        decide(planned, Fate.REFUNDED_TWICE, scaled(3), 1, last - 10, card);
        decide(planned, Fate.REFUND_BOUNCES, scaled(2), 1, last - 11, card);
        decide(planned, Fate.DISPUTE_WON, 1, 1, last - 16, card);
        decide(planned, Fate.DISPUTE_WON_FEE_KEPT, 1, 1, last - 16, card);
        decide(planned, Fate.DISPUTE_LOST, scaled(3), 1, last - 16, card);
        decide(planned, Fate.DISPUTE_OPEN, scaled(2), 1, last - 6, card);
        decide(planned, Fate.INQUIRY_CLOSED, 1, 1, last - 14, card);
        decide(planned, Fate.INQUIRY_OPEN, 1, 1, last - 6, card);
    }

    private void decide(
            List<Planned> planned, Fate fate, int count, int fromDay, int toDay, Predicate<Planned> eligible) {
        Deque<Planned> candidates = new ArrayDeque<>(planned.stream()
                .filter(p -> p.fate == Fate.PLAIN && eligible.test(p))
                .filter(p -> {
                    int day = p.at.atZone(ZONE).getDayOfMonth();
                    return day >= fromDay && day <= toDay;
                })
                .toList());
        for (int i = 0; i < count && !candidates.isEmpty(); i++) {
            // A spread over the month and over currencies, rather than the first few.
            for (int skip = random.nextInt(candidates.size()) / 2; skip > 0; skip--) {
                candidates.removeFirst();
            }
            candidates.removeFirst().fate = fate;
        }
    }

    private void carryOut(Planned planned) {
        Payments payments = story.payments();
        Reversals reversals = story.reversals();
        Donation gift = planned.donation;
        switch (planned.fate) {
            case NEVER_HEARD -> payments.giveUnheard(gift);
            case DECLINED_FIRST -> payments.giveAfterDecline(gift, true);
            case GIVEN_UP -> payments.giveAfterDecline(gift, false);
            case BANK_REFUSES -> payments.giveFailingDebit(gift);
            default -> {
                String intent = payments.give(gift);
                long step = Rates.step(gift.currency());
                long third = gift.amount() / 3 / step * step;
                switch (planned.fate) {
                    case BANK_DISPUTE -> after(12, () -> reversals.disputeFinal(intent));
                    case REFUNDED -> after(gift.isDebit() ? 9 : 3, () -> reversals.refund(intent, gift.amount()));
                    case PARTLY_REFUNDED -> after(2, () -> reversals.refund(intent, third));
                    case REFUNDED_TWICE -> {
                        after(2, () -> reversals.refund(intent, third));
                        after(6, () -> reversals.refund(intent, third));
                    }
                    case REFUND_BOUNCES ->
                        after(3, () -> {
                            String refund = reversals.refund(intent, gift.amount());
                            after(5, () -> reversals.bounce(refund));
                        });
                    case DISPUTE_WON -> disputed(intent, id -> reversals.win(id, true));
                    case DISPUTE_WON_FEE_KEPT -> disputed(intent, id -> reversals.win(id, false));
                    case DISPUTE_LOST -> disputed(intent, reversals::lose);
                    case DISPUTE_OPEN -> after(4, () -> reversals.dispute(intent));
                    case INQUIRY_CLOSED ->
                        after(4, () -> {
                            String id = reversals.inquire(intent);
                            after(7, () -> reversals.closeInquiry(id));
                        });
                    case INQUIRY_OPEN -> after(4, () -> reversals.inquire(intent));
                    default -> {
                        // A plain gift stays as it is.
                    }
                }
            }
        }
    }

    private void disputed(String intent, Consumer<String> ending) {
        after(4, () -> {
            String id = story.reversals().dispute(intent);
            after(3, () -> ending.accept(id));
        });
    }

    private void after(int days, Runnable action) {
        story.world().in(Duration.ofDays(days), action);
    }

    /** Daily payouts in EUR, weekly ones in USD and GBP; one comes back; Stripe's own bill on the last working day. */
    private void planMoneyOut() {
        LocalDate bill = month.atEndOfMonth();
        boolean failed = false;
        for (LocalDate day = month.atDay(1); !day.isAfter(month.atEndOfMonth()); day = day.plusDays(1)) {
            Instant morning = day.atTime(5, 0).toInstant(ZoneOffset.UTC);
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            if (!weekend) {
                bill = day;
                if (!failed && day.getDayOfMonth() >= 8) {
                    failed = true;
                    story.at(morning, story.payouts()::failNext);
                }
                story.at(morning, () -> story.payouts().sweep("eur"));
            }
            if (day.getDayOfWeek() == DayOfWeek.MONDAY) {
                story.at(morning, () -> story.payouts().sweep("usd"));
                story.at(morning, () -> story.payouts().sweep("gbp"));
            }
        }
        story.at(bill.atTime(12, 0).toInstant(ZoneOffset.UTC), () -> {
            story.movement("stripe_fee", "fee", -1_900, "eur");
            story.movement("tax_fee", "tax", -361, "eur");
        });
    }

    private Codes codes() {
        Campaign campaign = campaigns.get(random.nextInt(random.nextInt(2) == 0 ? 2 : campaigns.size()));
        return random.nextInt(12) == 0 ? new Codes(null, "general", null, null) : campaign.codes(random);
    }

    private Instant moment(int dayOfMonth) {
        return month.atDay(dayOfMonth).atTime(7, 0).atZone(ZONE).toInstant().plusSeconds(random.nextInt(15 * 3_600));
    }

    private int scaled(int atTwoThousand) {
        return Math.max(1, (int) ((long) atTwoThousand * gifts / 2_000));
    }
}
