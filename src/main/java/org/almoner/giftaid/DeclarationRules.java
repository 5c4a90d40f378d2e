package org.almoner.giftaid;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.giftaid.Declaration.Draft;
import org.almoner.giftaid.Declaration.How;

/** What a declaration must say before it is noted (HMRC guidance 3.6.2); all faults are found together. */
final class DeclarationRules {

    private static final int TITLE_MAX = 35;
    private static final int NAME_MAX = 300;
    private static final int HOUSE_MAX = 200;
    private static final int LINES_MAX = 6;
    private static final int POSTCODE_MAX = 20;

    private final List<Fault> faults = new ArrayList<>();

    private DeclarationRules() {}

    /**
     * @param before the version in whose place it stands, or null; what that one covered may stay covered
     * @param pastYears how far back a declaration may reach
     * @return the declaration without blanks around its texts, the ends of its period filled in
     * @throws Rejection if a value does not hold
     */
    static Draft checked(Draft draft, Draft before, LocalDate today, long pastYears) {
        var rules = new DeclarationRules();
        Draft trimmed = trimmed(draft);
        rules.texts(trimmed);
        if (trimmed.madeOn() == null || trimmed.madeOn().isAfter(today)) {
            rules.fault("madeOn", "write the day on which the donor declared it, today or before");
        }
        if (trimmed.how() == null) {
            rules.fault("how", "write one of " + List.of(How.values()));
        }
        if (trimmed.recorded() && trimmed.how() != How.ORAL) {
            rules.fault("recorded", "only what was said can have been recorded");
        }
        if (trimmed.gift() == null && !trimmed.past() && !trimmed.future()) {
            rules.fault("future", "say what it covers: a gift, the past years, or what is given from now on");
        }
        Draft filled = trimmed.madeOn() == null ? trimmed : rules.period(trimmed, before, pastYears);
        if (!rules.faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, rules.faults);
        }
        return filled;
    }

    private void texts(Draft draft) {
        need("firstName", draft.firstName(), NAME_MAX, "write the first name, or its initial, as declared");
        need("lastName", draft.lastName(), NAME_MAX, "write the last name as declared");
        need("evidence", draft.evidence(), NAME_MAX, "write where it can be looked at, such as a form's number");
        need("wording", draft.wording(), NAME_MAX, "choose the words that the donor agreed to");
        atMost("title", draft.title(), TITLE_MAX);
        atMost("house", draft.house(), HOUSE_MAX);
        atMost("postcode", draft.postcode(), POSTCODE_MAX);
        if (draft.addressLines().size() > LINES_MAX
                || draft.addressLines().stream().anyMatch(line -> line.length() > HOUSE_MAX)) {
            fault("addressLines", "write at most " + LINES_MAX + " lines of at most " + HOUSE_MAX + " characters");
        }
        if (draft.postcode() != null && !draft.overseas() && ScheduleText.postcode(draft.postcode()) == null) {
            fault("postcode", "write a postcode of the United Kingdom, such as S19 2BD, or say that it is elsewhere");
        }
    }

    private Draft period(Draft draft, Draft before, long pastYears) {
        if (!draft.past() && !draft.future()) {
            if (draft.from() != null || draft.to() != null) {
                fault("from", "a declaration about one gift has no period; leave it out");
            }
            return draft;
        }
        LocalDate earliest = draft.past() ? draft.madeOn().minusYears(pastYears) : draft.madeOn();
        if (before != null && before.from() != null && before.from().isBefore(earliest)) {
            earliest = before.from();
        }
        LocalDate from = draft.from() == null ? earliest : draft.from();
        LocalDate to = draft.to() == null && !draft.future() ? draft.madeOn() : draft.to();
        if (from.isBefore(earliest)) {
            fault("from", "it covers nothing before " + earliest);
        }
        if (to != null && to.isBefore(from)) {
            fault("to", "write a day that is not before the first one");
        } else if (to != null && !draft.future() && to.isAfter(draft.madeOn())) {
            fault("to", "it is not about what is given after the day it was made");
        }
        return with(draft, from, to);
    }

    private void need(String field, String value, int most, String remedy) {
        if (value == null) {
            fault(field, remedy);
        } else {
            atMost(field, value, most);
        }
    }

    private void atMost(String field, String value, int most) {
        if (value != null && value.length() > most) {
            fault(field, "write at most " + most + " characters");
        }
    }

    private void fault(String field, String message) {
        faults.add(new Fault(field, message));
    }

    private static Draft with(Draft draft, LocalDate from, LocalDate to) {
        return new Draft(
                draft.donor(),
                draft.entity(),
                draft.madeOn(),
                draft.how(),
                draft.recorded(),
                draft.evidence(),
                draft.wording(),
                draft.gift(),
                draft.past(),
                draft.future(),
                from,
                to,
                draft.title(),
                draft.firstName(),
                draft.lastName(),
                draft.house(),
                draft.addressLines(),
                draft.postcode(),
                draft.overseas());
    }

    private static Draft trimmed(Draft draft) {
        return new Draft(
                draft.donor(),
                draft.entity() == null ? "main" : draft.entity().strip(),
                draft.madeOn(),
                draft.how(),
                draft.recorded(),
                text(draft.evidence()),
                text(draft.wording()),
                text(draft.gift()),
                draft.past(),
                draft.future(),
                draft.from(),
                draft.to(),
                text(draft.title()),
                text(draft.firstName()),
                text(draft.lastName()),
                text(draft.house()),
                draft.addressLines() == null
                        ? List.of()
                        : draft.addressLines().stream()
                                .map(DeclarationRules::text)
                                .filter(line -> line != null)
                                .toList(),
                text(draft.postcode()),
                draft.overseas());
    }

    /** One line without what cannot be kept; null for nothing. */
    private static String text(String text) {
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("[\\p{Cc}\u2028\u2029]+", " ").strip();
        return line.isEmpty() ? null : line;
    }
}
