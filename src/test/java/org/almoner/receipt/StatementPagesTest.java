package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.almoner.money.Money;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Receipts for a year, for things and for waivers say what each regime's tax office wants to read, field by field. */
class StatementPagesTest {

    private static final Nature PIANO = new Nature(
            Nature.Kind.IN_KIND,
            "Klavier, Bechstein A 114",
            "12 Jahre",
            "gut erhalten",
            new Money(8_000_00, "EUR"),
            "Gutachten vom 3. Mai 2026",
            Nature.Origin.PRIVATE,
            "Piano Appraisals Ltd., 1 Key Street, Ottawa");

    private final ReceiptPrinter printer = new ReceiptPrinter();

    static Stream<String> samples() {
        return all().keySet().stream();
    }

    static Map<String, ReceiptDocument> all() {
        Map<String, ReceiptDocument> all = new TreeMap<>();
        all.put("year-us", year(Regime.US, Locale.US, gift("USD", 100_00), gift("USD", 250_00)));
        all.put("year-us-benefit", year(Regime.US, Locale.US, gift("USD", 100_00), dinner("USD", 120_00, 35_00)));
        all.put("year-gb", year(Regime.GB, Locale.UK, gift("GBP", 40_00), dinner("GBP", 40_00, 30_00)));
        all.put("year-ca", year(Regime.CA, Locale.CANADA, gift("CAD", 500_00), dinner("CAD", 500_00, 120_00)));
        all.put("year-ca-fr", year(Regime.CA, Locale.CANADA_FRENCH, gift("CAD", 500_00), gift("CAD", 20_00)));
        all.put("year-de", year(Regime.DE, Locale.GERMANY, gift("EUR", 100_00), gift("EUR", 23_45)));
        all.put(
                "year-de-waiver",
                year(Regime.DE, Locale.GERMANY, gift("EUR", 100_00), of("EUR", 50_00, null, Nature.waiver())));
        all.put("year-fr", year(Regime.FR, Locale.FRANCE, gift("EUR", 281_50), gift("EUR", 18_50)));
        all.put("year-plain", year(Regime.PLAIN, Locale.UK, many(70)));
        for (String language : List.of("ar", "he", "hi", "ja", "zh-CN", "de", "pl")) {
            all.put("year-plain-" + language, year(Regime.PLAIN, Locale.forLanguageTag(language), many(3)));
        }
        all.put("de-waiver", single(Regime.DE, Locale.GERMANY, of("EUR", 50_00, null, Nature.waiver())));
        all.put("de-things", single(Regime.DE, Locale.GERMANY, of("EUR", 4_500_00, null, PIANO)));
        all.put("de-things-long", longest());
        all.put("us-things", single(Regime.US, Locale.US, of("USD", 4_500_00, null, PIANO)));
        all.put("ca-things", single(Regime.CA, Locale.CANADA, of("CAD", 4_500_00, null, PIANO)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasItsNumberAndComesOutTheSame(String sample) throws IOException {
        ReceiptDocument receipt = all().get(sample);
        byte[] bytes = printer.print(receipt);
        RegimePagesTest.keep(sample, bytes);
        try (var pdf = Loader.loadPDF(bytes)) {
            int gifts = receipt.collected() == null
                    ? 0
                    : receipt.collected().gifts().size();
            assertThat(pdf.getNumberOfPages()).isEqualTo(1 + (gifts + 28) / 29);
            assertThat(RegimePagesTest.flat(new PDFTextStripper().getText(pdf))).contains(receipt.number());
        }
        assertThat(printer.print(receipt)).isEqualTo(bytes);
    }

    @Test
    void unitedStates() throws IOException {
        assertThat(text("year-us"))
                .contains("Annual acknowledgment of contributions", "Cash contributions received", "$350.00")
                .contains("Contributions of 2026", "Contributions 2")
                .contains("No goods or services were provided in exchange for these contributions.")
                .contains("For each single contribution of $250.00 or more")
                .contains(
                        "Contributions received in 2026",
                        "January 10, 2026",
                        "January 11, 2026",
                        "100.00 USD",
                        "250.00 USD")
                .contains("Total 350.00 USD", "Page 2 of 2");
        assertThat(text("year-us-benefit"))
                .contains("the list attached describes them with our good-faith estimate of their value")
                .contains(
                        "A gala dinner, $35.00", "over the value of the goods or services we provided: $185.00 in all.")
                .doesNotContain("No goods or services were provided in exchange for these", "$250.00");
        assertThat(text("us-things"))
                .contains("Non-cash contribution received", "Klavier, Bechstein A 114", "Condition gut erhalten")
                .contains("No goods or services were provided in exchange for this contribution.")
                .doesNotContain("4,500", "8,000", "Gutachten");
    }

    @Test
    void unitedKingdom() throws IOException {
        assertThat(text("year-gb"))
                .contains("Your donations of the year", "£80.00", "HMRC charity reference AB12345")
                .contains("claim £10.00 of tax from HMRC in all: 25p for every £1 you gave")
                .contains("it is your responsibility to pay any difference")
                .contains(
                        "10 January 2026 Free Knowledge £10.00 40.00 GBP",
                        "11 January 2026 Free Knowledge – 40.00 GBP");
    }

    @Test
    void canada() throws IOException {
        assertThat(text("year-ca"))
                .contains("Official receipt for income tax purposes", "Year gifts received 2026")
                .contains("Total amount received 1,000.00 CAD", "Value of advantage 120.00 CAD")
                .contains(
                        "Description of advantage as listed on the pages behind", "Eligible amount of gift 880.00 CAD")
                .contains("A gala dinner, $120.00 380.00 CAD 500.00 CAD")
                .contains("Authorized signature", "Canada Revenue Agency, canada.ca/charities-giving");
        assertThat(text("year-ca-fr")).contains("Année de réception des dons 2026", "Dons reçus en 2026");
        assertThat(text("ca-things"))
                .contains("Description of property received Klavier, Bechstein A 114")
                .contains("Fair market value of property 4,500.00 CAD")
                .contains("Appraised by Piano Appraisals Ltd., 1 Key Street, Ottawa")
                .contains("Date gift received January 10, 2026", "Eligible amount of gift 4,500.00 CAD")
                .doesNotContain("Total amount received");
    }

    @Test
    void germanCollectiveConfirmationInItsBindingOrder() throws IOException {
        assertThat(text("year-de"))
                .containsSubsequence(
                        "Aussteller (Bezeichnung und Anschrift der steuerbegünstigten Einrichtung)",
                        "Sammelbestätigung über Geldzuwendungen/Mitgliedsbeiträge",
                        "im Sinne des § 10b des Einkommensteuergesetzes",
                        "Name und Anschrift des Zuwendenden:",
                        "Jane Q. Example",
                        "Gesamtbetrag der Zuwendung - in Ziffern -",
                        "123,45 €",
                        "- in Buchstaben -",
                        "einhundertdreiundzwanzig Euro und fünfundvierzig Cent",
                        "Zeitraum der Sammelbestätigung:",
                        "1. Januar bis 31. Dezember 2026",
                        "Wir sind wegen Förderung der Volksbildung nach dem Freistellungsbescheid",
                        "Es wird bestätigt, dass die Zuwendung nur zur Förderung der Volksbildung verwendet wird.",
                        "Mitgliedsbeitrag handelt",
                        "Es wird bestätigt, dass über die in der Gesamtsumme enthaltenen Zuwendungen keine weiteren"
                                + " Bestätigungen, weder formelle Zuwendungsbestätigungen noch Beitragsquittungen oder"
                                + " Ähnliches ausgestellt wurden und werden.",
                        "Ob es sich um den Verzicht auf Erstattung von Aufwendungen handelt, ist der Anlage zur"
                                + " Sammelbestätigung zu entnehmen.",
                        "Berlin, 20. November 2026",
                        "(Ort, Datum und Unterschrift des Zuwendungsempfängers)",
                        "Maschinell erstellt",
                        "Hinweis:",
                        "haftet für die entgangene Steuer",
                        "§ 63 Abs. 5 AO",
                        "Anlage zur Sammelbestätigung vom 20. November 2026",
                        "10. Januar 2026 Geldzuwendung Nein 100,00 EUR",
                        "11. Januar 2026 Geldzuwendung Nein 23,45 EUR",
                        "Gesamtsumme 123,45 EUR")
                .doesNotContain("Dank", "Spendenquittung");
        assertThat(text("year-de-waiver"))
                .contains("11. Januar 2026 Geldzuwendung Ja 50,00 EUR", "Erika Beispiel")
                .doesNotContain("Maschinell erstellt");
    }

    @Test
    void germanGiftsThatAreNoMoney() throws IOException {
        assertThat(text("de-waiver"))
                .containsSubsequence("Verzicht auf Erstattung von Aufwendungen", "X", "Ja", "Nein", "Wir sind wegen")
                .doesNotContain("Maschinell erstellt");
        assertThat(text("de-things"))
                .containsSubsequence(
                        "Bestätigung über Sachzuwendungen",
                        "Wert der Zuwendung - in Ziffern -",
                        "4.500,00 €",
                        "viertausendfünfhundert Euro",
                        "Tag der Zuwendung:",
                        "Genaue Bezeichnung der Sachzuwendung mit Alter, Zustand, Kaufpreis usw.",
                        "Klavier, Bechstein A 114; Alter: 12 Jahre; Zustand: gut erhalten; historischer Kaufpreis: 8.000,00 €;"
                                + " Wertermittlung: Gutachten vom 3. Mai 2026",
                        "aus dem Betriebsvermögen",
                        "X",
                        "Die Sachzuwendung stammt nach den Angaben des Zuwendenden aus dem Privatvermögen.",
                        "trotz Aufforderung keine Angaben zur Herkunft",
                        "X",
                        "Geeignete Unterlagen, die zur Wertermittlung gedient haben, z. B. Rechnung, Gutachten, liegen vor.",
                        "Wir sind wegen Förderung der Volksbildung",
                        "(Ort, Datum und Unterschrift des Zuwendungsempfängers)",
                        "Hinweis:")
                .doesNotContain("Maschinell erstellt", "Mitgliedsbeitrag handelt");
    }

    @Test
    void france() throws IOException {
        assertThat(text("year-fr"))
                .contains("Cerfa n° 11580*05", "*** 300,00 € ***", "trois cents euros", "Année 2026, détail en annexe")
                .contains(
                        "Annexe : dons et versements reçus en 2026",
                        "10 janvier 2026",
                        "281,50 EUR",
                        "Total 300,00 EUR");
    }

    @Test
    void seventyGiftsTakeThreeMorePagesAndOneTotal() throws IOException {
        String text = text("year-plain");
        assertThat(text)
                .contains(
                        "Page 2 of 4", "Page 4 of 4", "Gifts 70", "Total 84.70 GBP", "Thank you for your gifts, Jane");
        assertThat(text.split("Total ")).hasSizeLessThanOrEqualTo(4);
    }

    private static ReceiptDocument.Gift gift(String currency, long minor) {
        return of(currency, minor, null, null);
    }

    private static ReceiptDocument.Gift dinner(String currency, long minor, long benefit) {
        return of(currency, minor, RegimePagesTest.got(new Money(benefit, currency)), null);
    }

    private static ReceiptDocument.Gift of(
            String currency, long minor, ReceiptDocument.Benefit benefit, Nature nature) {
        return new ReceiptDocument.Gift(
                LocalDate.of(2026, 1, 10),
                new Money(minor, currency),
                "Free Knowledge",
                "Winter 2026",
                "card",
                benefit,
                nature);
    }

    private static ReceiptDocument.Gift[] many(int many) {
        return IntStream.range(0, many).mapToObj(i -> gift("GBP", 121)).toArray(ReceiptDocument.Gift[]::new);
    }

    private static ReceiptDocument single(Regime regime, Locale language, ReceiptDocument.Gift gift) {
        ReceiptDocument like = RegimePagesTest.of(regime, gift.amount(), null, null, language);
        return new ReceiptDocument(
                like.number(),
                like.issuedOn(),
                regime,
                like.issuer(),
                like.donor(),
                gift,
                Assessment.of(regime, gift, RegimePagesTest.THRESHOLDS),
                null,
                like.language());
    }

    /** A day later for each gift, as {@link Paper} makes it of rows. */
    private static ReceiptDocument year(Regime regime, Locale language, ReceiptDocument.Gift... gifts) {
        List<ReceiptDocument.Gift> days = new ArrayList<>();
        for (int i = 0; i < gifts.length; i++) {
            var gift = gifts[i];
            days.add(new ReceiptDocument.Gift(
                    gift.receivedOn().plusDays(i),
                    gift.amount(),
                    gift.fund(),
                    gift.campaign(),
                    gift.method(),
                    gift.benefit(),
                    gift.nature()));
        }
        ReceiptDocument like = RegimePagesTest.of(regime, days.get(0).amount(), null, null, language);
        var assessments = days.stream()
                .map(gift -> Assessment.of(regime, gift, RegimePagesTest.THRESHOLDS))
                .toList();
        return new ReceiptDocument(
                like.number(),
                like.issuedOn(),
                regime,
                like.issuer(),
                like.donor(),
                Paper.sum(days),
                Assessment.sum(assessments),
                null,
                like.language(),
                Wording.BUILT_IN,
                new ReceiptDocument.Collected(2026, days, assessments));
    }

    private static ReceiptDocument longest() {
        ReceiptDocument like = RegimePagesTest.longest(Regime.DE);
        var long1 = "Konzertflügel mit Zubehör und Bank aus dem Nachlass der Familie "
                .repeat(4)
                .strip();
        var nature = new Nature(
                Nature.Kind.IN_KIND,
                long1,
                "x".repeat(100),
                "gut ".repeat(25).strip(),
                new Money(8_000_00, "EUR"),
                "Gutachten ".repeat(20).strip(),
                Nature.Origin.BUSINESS,
                null);
        var gift = of("EUR", 999_999_99, null, nature);
        return new ReceiptDocument(
                like.number(),
                like.issuedOn(),
                Regime.DE,
                like.issuer(),
                like.donor(),
                gift,
                Assessment.of(Regime.DE, gift, RegimePagesTest.THRESHOLDS),
                "HOHENLOHE-2026-000121",
                like.language());
    }

    private String text(String sample) throws IOException {
        try (var pdf = Loader.loadPDF(printer.print(all().get(sample)))) {
            return RegimePagesTest.flat(new PDFTextStripper().getText(pdf));
        }
    }
}
