package org.almoner.receipt;

import java.util.Locale;
import java.util.Optional;

/** The rules by which a receipt is written: those of a country's tax office, or none. */
public enum Regime {
    /** No tax office's: in the donor's language, about any currency. */
    PLAIN(null, false),
    /** United States: written acknowledgment (IRC § 170(f)(8), IRS Pub. 1771). */
    US(null, false),
    /** United Kingdom: Gift Aid. */
    GB("GBP", false),
    /** Canada: official receipt for income tax purposes (ITR s. 3501). */
    CA("CAD", true),
    /** Germany: Zuwendungsbestätigung (§ 50 EStDV). */
    DE("EUR", true),
    /** France: reçu fiscal (Cerfa 11580). */
    FR("EUR", true);

    private final String currency;
    private final boolean namesDonor;

    Regime(String currency, boolean namesDonor) {
        this.currency = currency;
        this.namesDonor = namesDonor;
    }

    /** The one currency its receipts are about; none means any. */
    public Optional<String> currency() {
        return Optional.ofNullable(currency);
    }

    /** Whether a receipt must have the donor's name and full address. */
    public boolean namesDonor() {
        return namesDonor;
    }

    /** Whether it has a page for what a gift is; null is plain money. */
    boolean knows(Nature nature) {
        return nature == null || this == DE || nature.kind() == Nature.Kind.IN_KIND && (this == US || this == CA);
    }

    /** The language of the page; the letter with it is in the donor's own. */
    Locale language(Locale ofDonor) {
        return switch (this) {
            case PLAIN -> ofDonor;
            case US -> Locale.US;
            case GB -> Locale.UK;
            case CA -> ofDonor.getLanguage().equals("fr") ? Locale.CANADA_FRENCH : Locale.CANADA;
            case DE -> Locale.GERMANY;
            case FR -> Locale.FRANCE;
        };
    }
}
