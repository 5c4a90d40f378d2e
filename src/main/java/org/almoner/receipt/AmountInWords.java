package org.almoner.receipt;

import org.almoner.money.Money;

/** Amounts of euros in words, as German and French receipts want them. */
final class AmountInWords {

    private static final String[] GERMAN = {
        "null",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn"
    };
    private static final String[] GERMAN_TENS = {
        "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"
    };
    private static final String[] FRENCH = {
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dix-sept",
        "dix-huit",
        "dix-neuf"
    };
    private static final String[] FRENCH_TENS = {"", "", "vingt", "trente", "quarante", "cinquante", "soixante"};

    private AmountInWords() {}

    /** Such as {@code einhundertzwei Euro und fünf Cent}. */
    static String german(Money euros) {
        long whole = euros(euros) / 100;
        int cents = (int) (euros.minor() % 100);
        String text = german(whole) + " Euro";
        return cents == 0 ? text : text + " und " + german((long) cents) + " Cent";
    }

    /** Such as {@code cent deux euros et cinq centimes}. */
    static String french(Money euros) {
        long whole = euros(euros) / 100;
        int cents = (int) (euros.minor() % 100);
        // after a round million French says "d'euros"
        String unit = whole >= 1_000_000 && whole % 1_000_000 == 0 ? " d'euros" : whole > 1 ? " euros" : " euro";
        String text = french(whole) + unit;
        return cents == 0 ? text : text + " et " + french(cents) + (cents > 1 ? " centimes" : " centime");
    }

    private static long euros(Money amount) {
        if (!amount.currency().equals("EUR") || amount.minor() < 0 || amount.minor() >= 100_000_000_000_000L) {
            throw new IllegalArgumentException("words are for euros below a billion million, not " + amount);
        }
        return amount.minor();
    }

    private static String german(long n) {
        if (n >= 1_000_000_000) {
            return scaled(n, 1_000_000_000, " Milliarde", " Milliarden");
        }
        if (n >= 1_000_000) {
            return scaled(n, 1_000_000, " Million", " Millionen");
        }
        if (n >= 1_000) {
            return german(n / 1_000) + "tausend" + rest(n % 1_000);
        }
        if (n >= 100) {
            return german(n / 100) + "hundert" + rest(n % 100);
        }
        if (n < 20) {
            return GERMAN[(int) n];
        }
        String tens = GERMAN_TENS[(int) n / 10];
        return n % 10 == 0 ? tens : GERMAN[(int) n % 10] + "und" + tens;
    }

    private static String scaled(long n, long scale, String one, String many) {
        long count = n / scale;
        return (count == 1 ? "eine" + one : german(count) + many) + (n % scale == 0 ? "" : " " + german(n % scale));
    }

    private static String rest(long n) {
        return n == 0 ? "" : german(n);
    }

    private static String french(long n) {
        if (n >= 1_000_000_000) {
            return many(n, 1_000_000_000, "milliard");
        }
        if (n >= 1_000_000) {
            return many(n, 1_000_000, "million");
        }
        if (n >= 1_000) {
            // before "mille", which itself takes no plural, neither do hundreds and four-twenties
            String count = n / 1_000 == 1 ? "" : french(n / 1_000).replaceFirst("(cent|vingt)s$", "$1") + " ";
            return count + "mille" + (n % 1_000 == 0 ? "" : " " + french(n % 1_000));
        }
        if (n >= 100) {
            String count = n / 100 == 1 ? "" : FRENCH[(int) n / 100] + " ";
            return count + "cent" + (n % 100 > 0 ? " " + french(n % 100) : n == 100 ? "" : "s");
        }
        return frenchBelowHundred((int) n);
    }

    private static String frenchBelowHundred(int n) {
        if (n < 20) {
            return FRENCH[n];
        }
        if (n >= 80) {
            return n == 80 ? "quatre-vingts" : "quatre-vingt-" + FRENCH[n - 80];
        }
        // 70 to 79 go on counting from 60
        int tens = n >= 60 ? 6 : n / 10;
        int rest = n - tens * 10;
        if (rest == 0) {
            return FRENCH_TENS[tens];
        }
        return FRENCH_TENS[tens] + (rest == 1 || rest == 11 ? " et " : "-") + FRENCH[rest];
    }

    private static String many(long n, long scale, String word) {
        long count = n / scale;
        return french(count) + " " + word + (count > 1 ? "s" : "") + (n % scale == 0 ? "" : " " + french(n % scale));
    }
}
