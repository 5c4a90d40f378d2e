package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.almoner.document.Texts;
import org.almoner.dunning.Step.Template;
import org.almoner.mail.MailText;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** The letters as donors would see them, about 25 of the base currency and with a link that opens nothing. */
@ApplicationScoped
public class LetterSamples {

    private static final int MAJOR = 25;

    private Jdbi jdbi;
    private Calendar calendar;
    private String currency;
    private String base;

    protected LetterSamples() {}

    @Inject
    public LetterSamples(
            Jdbi jdbi,
            Calendar calendar,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String currency,
            @ConfigProperty(name = "almoner.base.url") Optional<String> base) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.currency = currency;
        this.base = base.orElse("").replaceAll("/+$", "");
    }

    /** The letter about a failed instalment. */
    public MailText failure(Template template, String declineClass, Locale language) {
        return Notices.failure(template, declineClass, facts(language));
    }

    /** The letter about a card that is about to expire. */
    public MailText cardExpiry(Locale language) {
        return Notices.cardExpiry(facts(language));
    }

    private Notices.Facts facts(Locale language) {
        long minor = MAJOR;
        for (int i = 0; i < Currencies.exponent(currency); i++) {
            minor *= 10;
        }
        var issuer = jdbi.withHandle(handle -> handle.createQuery("select * from affiliate order by id limit 1")
                .map((row, context) -> Writers.issuer(row))
                .one());
        return new Notices.Facts(
                "",
                new Money(minor, currency),
                calendar.today(),
                "Visa •••• 4242",
                base + "/giving/…",
                issuer,
                Texts.LANGUAGES.contains(language.getLanguage()) ? language : Locale.ENGLISH);
    }
}
