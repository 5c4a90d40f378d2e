package org.almoner.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one plan did to the monthly recurring income. A plan counts while Stripe collects for it or keeps trying to:
 * {@code active}, {@code trialing}, {@code past_due}. A paused one does not count, nor one whose payments Stripe gave up
 * ({@code unpaid}), until it is paid again. A status that is not known changes nothing.
 *
 * <p>Whatever is said, the sum of {@link Movement#moved} is what the plan counts for at the end.
 */
final class PlanStory {

    /** Why the monthly recurring income moved. */
    enum Kind {
        NEW,
        UPGRADE,
        DOWNGRADE,
        PAUSED,
        RESUMED,
        CHURNED_BY_CHOICE,
        CHURNED_BY_FAILURE,
        /** A failed payment was paid after all; moves the income only if the plan had been given up. */
        RECOVERED
    }

    /**
     * A movement.
     *
     * @param amount the money a month that it is about, in minor units
     * @param moved what it adds to the income
     */
    record Movement(Instant at, Kind kind, String currency, long amount, long moved) {}

    /**
     * What held from an instant on.
     *
     * @param status Stripe's word
     * @param monthly the amount as money a month, in minor units; null if that is not known
     * @param started when the plan began; may be null
     * @param ended when it ended; may be null
     * @param reason why it ended, in Stripe's words; may be null
     * @param missed whether an instalment was tried in vain shortly before
     */
    record Said(
            Instant at,
            String status,
            boolean paused,
            Long monthly,
            String currency,
            Instant started,
            Instant ended,
            String reason,
            boolean missed) {}

    private enum Condition {
        NOT_BEGUN,
        RUNNING,
        FAILING,
        PAUSED,
        GIVEN_UP,
        ENDED;

        boolean counts() {
            return this == RUNNING || this == FAILING;
        }
    }

    private final List<Movement> movements = new ArrayList<>();
    private Condition condition = Condition.NOT_BEGUN;
    private long monthly;
    private String currency;

    private PlanStory() {}

    /** @param said in the order of their instants, no two the same */
    static List<Movement> of(List<Said> said) {
        var story = new PlanStory();
        for (Said each : said) {
            if (story.condition == Condition.ENDED) {
                break;
            }
            story.hear(each);
        }
        return story.movements;
    }

    private void hear(Said said) {
        if (condition == Condition.NOT_BEGUN
                && currency == null
                && said.status().equals("canceled")) {
            // of a plan whose end alone was heard the beginning is known all the same
            begin(said);
        }
        var next = condition(said);
        var amount = said.monthly() == null ? monthly : said.monthly();
        var unit = said.currency() == null ? currency : said.currency();
        if (unit == null) {
            return;
        }
        if (condition == Condition.NOT_BEGUN) {
            if (next.counts()) {
                var first = currency == null
                        && said.started() != null
                        && said.started().isBefore(said.at());
                move(first ? said.started() : said.at(), Kind.NEW, unit, amount, amount);
            }
        } else if (condition.counts() && next.counts()) {
            change(said.at(), unit, amount);
            if (condition == Condition.FAILING && next == Condition.RUNNING) {
                move(said.at(), Kind.RECOVERED, unit, amount, 0);
            }
        } else if (condition.counts()) {
            leave(said, next);
        } else if (next.counts()) {
            move(said.at(), condition == Condition.PAUSED ? Kind.RESUMED : Kind.RECOVERED, unit, amount, amount);
        } else if (condition == Condition.PAUSED && (next == Condition.ENDED || next == Condition.GIVEN_UP)) {
            move(endOf(said, next), lost(said, next), currency, monthly, 0);
        }
        condition = next;
        if (next.counts() || next == Condition.PAUSED || next == Condition.NOT_BEGUN) {
            monthly = amount;
            currency = unit;
        }
    }

    private void begin(Said end) {
        if (end.started() != null
                && end.ended() != null
                && end.started().isBefore(end.ended())
                && end.monthly() != null) {
            monthly = end.monthly();
            currency = end.currency();
            condition = Condition.RUNNING;
            move(end.started(), Kind.NEW, currency, monthly, monthly);
        }
    }

    private void change(Instant at, String unit, long amount) {
        if (!unit.equals(currency)) {
            move(at, Kind.DOWNGRADE, currency, monthly, -monthly);
            move(at, Kind.UPGRADE, unit, amount, amount);
        } else if (amount > monthly) {
            move(at, Kind.UPGRADE, unit, amount - monthly, amount - monthly);
        } else if (amount < monthly) {
            move(at, Kind.DOWNGRADE, unit, monthly - amount, amount - monthly);
        }
    }

    private void leave(Said said, Condition next) {
        var kind = next == Condition.PAUSED ? Kind.PAUSED : lost(said, next);
        move(endOf(said, next), kind, currency, monthly, -monthly);
    }

    private Kind lost(Said said, Condition next) {
        if (next == Condition.GIVEN_UP || "payment_failed".equals(said.reason())) {
            return Kind.CHURNED_BY_FAILURE;
        }
        return said.reason() == null && (condition == Condition.FAILING || said.missed())
                ? Kind.CHURNED_BY_FAILURE
                : Kind.CHURNED_BY_CHOICE;
    }

    private Instant endOf(Said said, Condition next) {
        var last = movements.isEmpty()
                ? Instant.MIN
                : movements.get(movements.size() - 1).at();
        return next == Condition.ENDED && said.ended() != null && said.ended().isAfter(last) ? said.ended() : said.at();
    }

    private Condition condition(Said said) {
        if (said.paused()) {
            return Condition.PAUSED;
        }
        return switch (said.status()) {
            case "active", "trialing" -> Condition.RUNNING;
            case "past_due" -> Condition.FAILING;
            case "unpaid" -> condition == Condition.NOT_BEGUN ? condition : Condition.GIVEN_UP;
            case "canceled", "incomplete_expired" -> Condition.ENDED;
            default -> condition;
        };
    }

    private void move(Instant at, Kind kind, String unit, long amount, long moved) {
        movements.add(new Movement(at, kind, unit, amount, moved));
    }
}
