package org.almoner.dunning;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import org.almoner.document.Printable;
import org.almoner.document.Texts;
import org.almoner.dunning.Step.Template;
import org.almoner.mail.MailText;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;

/** The words of the notices, in every language that receipts are mailed in. */
final class Notices {

    private Notices() {}

    /** Who writes. */
    record Issuer(String name, List<String> address, String accent) {}

    /**
     * Whom and what a notice is about.
     *
     * @param amount of one instalment
     * @param on when it fell due; of a card's expiry the last day on which it is valid
     * @param card brand and last digits; null if none is known
     * @param link to the donor's own page
     */
    record Facts(String donor, Money amount, LocalDate on, String card, String link, Issuer issuer, Locale language) {}

    /** About an instalment that could not be collected. */
    static MailText failure(Template template, String declineClass, Facts facts) {
        var texts = Texts.of("dunning", facts.language());
        var values = values(texts, facts);
        return notice(
                texts,
                facts,
                texts.get("subject." + template, values),
                texts.get("about." + template, values),
                known(texts, "advice." + declineClass),
                "due");
    }

    /** About a card that is about to expire. */
    static MailText cardExpiry(Facts facts) {
        var texts = Texts.of("dunning", facts.language());
        return notice(
                texts,
                facts,
                texts.get("card.subject"),
                texts.get("card.about", values(texts, facts)),
                texts.get("card.advice"),
                "expires");
    }

    private static MailText notice(
            Texts texts, Facts facts, String subject, String about, String advice, String dateLabel) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(texts.get("amount"), MoneyFormat.of(texts.locale()).withCode(facts.amount()));
        if (facts.card() != null) {
            rows.put(texts.get("card"), Printable.line(facts.card()));
        }
        rows.put(texts.get(dateLabel), texts.date(facts.on()));
        return MailText.notice(new MailText.Notice(
                facts.language(),
                subject,
                about,
                rows,
                advice,
                texts.get("action"),
                facts.link(),
                facts.amount(),
                facts.donor(),
                facts.issuer().name(),
                facts.issuer().address(),
                facts.issuer().accent()));
    }

    private static String[] values(Texts texts, Facts facts) {
        return new String[] {
            "amount", MoneyFormat.of(texts.locale()).withSign(facts.amount()), "date", texts.date(facts.on())
        };
    }

    /** A class that was added to the data and has no words of its own is told as one that nobody knows. */
    private static String known(Texts texts, String key) {
        try {
            return texts.get(key);
        } catch (MissingResourceException newClass) {
            return texts.get("advice." + Policy.UNKNOWN);
        }
    }
}
