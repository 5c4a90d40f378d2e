package org.almoner.dunning;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.dunning.Step.Deed;

/**
 * What is done about failures of one class.
 *
 * @param declineClass such as {@code SOFT_FUNDS}
 * @param enabled whether anything is done at all
 * @param graceDays days from the first failure for which a plan goes on counting as recurring income, while enabled
 * @param unlessGiving whether a donor who has another running plan, or gave by hand since, is not written to
 * @param steps in the order of their days, no two on one
 * @param version of what is kept, for who wants to change it
 */
public record Policy(
        String declineClass, boolean enabled, int graceDays, boolean unlessGiving, List<Step> steps, int version) {

    /** The class of what nobody classified. */
    public static final String UNKNOWN = "UNKNOWN";

    public static final int MOST_STEPS = 8;
    public static final int MOST_DAYS = 180;

    public Policy {
        steps = List.copyOf(steps);
    }

    /**
     * A step that was taken.
     *
     * @param number its place among the steps then, from 1
     * @param on the day, in the organisation's zone
     */
    record Taken(int number, int afterDays, Deed deed, LocalDate on) {}

    /**
     * A step that is to be taken, and the day from which on.
     *
     * @param overtaken steps before it that were not taken in time and never will be
     */
    record Next(int number, Step step, LocalDate on, List<Next> overtaken) {}

    /**
     * The step to take next: of several mails that are due only the last, and a plan is neither paused nor ended before a
     * mail that comes before it in the policy had as many days as the policy puts between them.
     *
     * @param failed the day of the first failure, in the organisation's zone
     * @return null when nothing is left
     */
    Next next(LocalDate failed, List<Taken> taken, LocalDate today) {
        var last = taken.stream().max(Comparator.comparingInt(Taken::number)).orElse(null);
        var overtaken = new ArrayList<Next>();
        Next next = null;
        for (int number = 1; number <= steps.size(); number++) {
            var step = steps.get(number - 1);
            if (last != null && (number <= last.number() || step.afterDays() <= last.afterDays())) {
                continue;
            }
            var on = failed.plusDays(step.afterDays());
            if (step.deed() != Deed.MAIL && last != null && last.deed() == Deed.MAIL) {
                var patient = last.on().plusDays(step.afterDays() - last.afterDays());
                on = patient.isAfter(on) ? patient : on;
            }
            if (next == null) {
                next = new Next(number, step, on, List.of());
            } else if (step.deed() == Deed.MAIL && !on.isAfter(today)) {
                overtaken.add(new Next(next.number(), next.step(), next.on(), List.of()));
                next = new Next(number, step, on, List.copyOf(overtaken));
            }
        }
        return next;
    }

    /**
     * @throws Rejection naming each field that does not hold
     */
    Policy checked() {
        var faults = new ArrayList<Rejection.Fault>();
        if (graceDays < 0 || graceDays > MOST_DAYS) {
            faults.add(new Rejection.Fault("graceDays", "write 0 to " + MOST_DAYS + " days"));
        }
        if (steps.size() > MOST_STEPS) {
            faults.add(new Rejection.Fault("steps", "write at most " + MOST_STEPS + " steps"));
        }
        for (int i = 0; i < steps.size(); i++) {
            check(i, faults);
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return this;
    }

    private void check(int index, List<Rejection.Fault> faults) {
        var step = steps.get(index);
        var field = "steps." + index + ".";
        if (step.afterDays() < 0 || step.afterDays() > MOST_DAYS) {
            faults.add(new Rejection.Fault(field + "afterDays", "write 0 to " + MOST_DAYS + " days"));
        }
        if (index > 0 && steps.get(index - 1).afterDays() >= step.afterDays()) {
            faults.add(new Rejection.Fault(
                    field + "afterDays",
                    "write more days than the step before it has, "
                            + steps.get(index - 1).afterDays()));
        }
        if (step.deed() == null) {
            faults.add(new Rejection.Fault(field + "deed", "write MAIL, PAUSE or STOP"));
        } else if (step.deed() == Deed.MAIL && step.template() == null) {
            faults.add(new Rejection.Fault(field + "template", "choose what the mail says: FIRST, REMINDER or LAST"));
        } else if (step.deed() != Deed.MAIL && step.template() != null) {
            faults.add(new Rejection.Fault(field + "template", "only a mail has a template; leave it out"));
        } else if (step.deed() != Deed.MAIL && index < steps.size() - 1) {
            faults.add(new Rejection.Fault(field + "deed", step.deed() + " must be the last step: nothing follows it"));
        }
    }
}
