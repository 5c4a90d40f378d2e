package org.almoner.receipt;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.money.Money;

/**
 * What a gift is where it is no plain money; the gift's amount is its value. What is not known is null.
 *
 * @param description of the things, or of the expenses
 * @param age such as {@code 3 years}
 * @param condition such as {@code used, in working order}
 * @param historicPrice what the donor paid for it
 * @param valuation how it was valued: an invoice, an appraisal, a price list
 * @param origin whose property it was
 * @param appraiser name and address of who appraised it
 */
public record Nature(
        Kind kind,
        String description,
        String age,
        String condition,
        Money historicPrice,
        String valuation,
        Origin origin,
        String appraiser) {

    /** What is given. */
    public enum Kind {
        /** Things. */
        IN_KIND,
        /** The donor waives a claim to the reimbursement of expenses. */
        WAIVER
    }

    /** Whose property the things were (Germany asks). */
    public enum Origin {
        PRIVATE,
        BUSINESS,
        /** The donor was asked and did not say. */
        UNKNOWN
    }

    /** All its texts, one after the other. */
    String printed() {
        return Stream.of(description, age, condition, valuation, appraiser)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    /** A waiver of expenses with nothing said about them. */
    public static Nature waiver() {
        return new Nature(Kind.WAIVER, null, null, null, null, null, null, null);
    }
}
