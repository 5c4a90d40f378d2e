package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.junit.jupiter.api.Test;

class MailTextTest {

    @Test
    void everyLanguageSaysNumberAmountAndIssuerInBothForms() {
        for (String language : Texts.LANGUAGES) {
            MailText mail = MailText.receipt(facts(language, "Zoë", "Open knowledge"));
            assertThat(mail.subject()).contains("AF-2026-000123").doesNotContain("{");
            for (String form : List.of(mail.text(), mail.html())) {
                assertThat(form)
                        .as(language)
                        .contains("AF-2026-000123", "Zoë", "Almoner Foundation", "Open knowledge")
                        .containsPattern("1[.,\u00a0]?234[.,]50\u00a0EUR")
                        .doesNotContain("{issuer}", "{number}", "{amount}", "%ISSUER%", "%ROWS%");
            }
            assertThat(mail.html()).contains("lang=\"" + language + "\"");
            assertThat(mail.attachmentName()).endsWith("AF-2026-000123.pdf");
        }
    }

    @Test
    void arabicRunsFromRightToLeft() {
        assertThat(MailText.receipt(facts("ar", "محمد", null)).html()).contains("dir=\"rtl\"");
        assertThat(MailText.receipt(facts("en", "Ann", null)).html()).contains("dir=\"ltr\"");
    }

    @Test
    void namesCannotBecomeMarkupOrPlaceholders() {
        MailText mail = MailText.receipt(facts("en", "<b>%ROWS%\"{x}&</b>", "<script>"));
        assertThat(mail.html())
                .contains("&lt;b&gt;&#37;ROWS&#37;&quot;{x}&amp;&lt;/b&gt;", "&lt;script&gt;")
                .doesNotContain("<script>", "<b>");
        assertThat(mail.text()).contains("<b>%ROWS%\"{x}&</b>");
    }

    @Test
    void namesThatAreAdvertisementsAreNotRepeated() {
        for (String name : List.of("Win at http://evil.example", "www.evil.example", "evil.com", "x".repeat(81), " ")) {
            MailText mail = MailText.receipt(facts("en", name, null));
            assertThat(mail.text()).as(name).startsWith("Hello,").doesNotContain("evil");
        }
        assertThat(MailText.receipt(facts("en", "Dr. J. R. Smith Jr.", null)).text())
                .startsWith("Dear Dr. J. R.");
    }

    @Test
    void becomesALetterWithoutComplaint() {
        MailText mail = MailText.receipt(facts("ja", "山田\r\nBcc: x", null));
        Mailbox box = Mailbox.of("a@example.org");
        Letter letter = new Letter(
                "<r.1@example.org>",
                box,
                box,
                mail.subject(),
                mail.text(),
                mail.html(),
                mail.attachmentName(),
                new byte[1],
                mail.language(),
                java.time.Instant.EPOCH,
                List.of());
        assertThat(letter.subject()).doesNotContain("\n");
    }

    private static MailText.Facts facts(String language, String donor, String fund) {
        return new MailText.Facts(
                "AF-2026-000123",
                "Almoner Foundation",
                List.of("12 Lantern Street", "London"),
                null,
                donor,
                new Money(123450, "EUR"),
                LocalDate.of(2026, 11, 19),
                fund,
                Locale.forLanguageTag(language));
    }
}
