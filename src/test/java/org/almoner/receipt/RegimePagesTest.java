package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each regime's page says what its tax office wants to read, field by field; the norms are those the pages cite. */
class RegimePagesTest {

    static final Thresholds THRESHOLDS = TestDatabase.books().withHandle(Thresholds::read);
    private static final LocalDate RECEIVED = LocalDate.of(2026, 11, 18);
    private static final LocalDate ISSUED = LocalDate.of(2026, 11, 20);

    private final ReceiptPrinter printer = new ReceiptPrinter();

    static Stream<String> samples() {
        return all().keySet().stream();
    }

    static Map<String, ReceiptDocument> all() {
        Map<String, ReceiptDocument> all = new TreeMap<>();
        all.put("us", of(Regime.US, usd(100_00), null, null, Locale.US));
        all.put("us-250", of(Regime.US, usd(250_00), null, "AF-2026-000007", Locale.US));
        all.put("us-benefit", of(Regime.US, usd(120_00), got(usd(35_00)), null, Locale.US));
        all.put("gb", of(Regime.GB, new Money(40_00, "GBP"), null, null, Locale.UK));
        all.put("gb-benefit", of(Regime.GB, new Money(40_00, "GBP"), got(new Money(30_00, "GBP")), null, Locale.UK));
        all.put("ca", of(Regime.CA, cad(500_00), got(cad(120_00)), null, Locale.CANADA));
        all.put("ca-fr", of(Regime.CA, cad(500_00), null, "AF-2026-000007", Locale.CANADA_FRENCH));
        all.put("de", of(Regime.DE, new Money(123_45, "EUR"), null, null, Locale.GERMANY));
        all.put("de-replaces", of(Regime.DE, new Money(9_999_999_99L, "EUR"), null, "VDE-2026-000007", Locale.US));
        all.put("fr", of(Regime.FR, new Money(281_50, "EUR"), null, null, Locale.FRANCE));
        all.put("fr-replaces", of(Regime.FR, new Money(1_000_00, "EUR"), null, "VFR-2026-000007", Locale.US));
        all.put("de-long", longest(Regime.DE));
        all.put("fr-long", longest(Regime.FR));
        all.put("ca-long", longest(Regime.CA));
        all.put("us-long", longest(Regime.US));
        return all;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isOnePageWithNumberAndTags(String sample) throws IOException {
        ReceiptDocument receipt = all().get(sample);
        byte[] bytes = printer.print(receipt);
        keep(sample, bytes);
        try (var pdf = Loader.loadPDF(bytes)) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(pdf.getDocumentCatalog().getLanguage())
                    .isEqualTo(receipt.language().toLanguageTag());
            assertThat(flat(pdf.getNumberOfPages() == 1 ? new PDFTextStripper().getText(pdf) : ""))
                    .contains(receipt.number());
        }
        assertThat(printer.print(receipt)).isEqualTo(bytes);
    }

    @Test
    void unitedStates() throws IOException {
        assertThat(text("us"))
                .contains("Almoner Foundation", "EIN 12-3456789", "Cash contribution received", "$100.00")
                .contains("Date of contribution", "November 18, 2026")
                .contains("No goods or services were provided in exchange for this contribution.")
                .doesNotContain("written acknowledgment", "limited to the excess");
        assertThat(text("us-250"))
                .contains("For a single contribution of $250.00 or more you need this written acknowledgment")
                .contains("Cancels and replaces no. AF-2026-000007.");
        assertThat(text("us-benefit"))
                .contains(
                        "we provided: A gala dinner. Our good-faith estimate of the value of these goods or services is"
                                + " $35.00.")
                .contains(
                        "limited to the excess of the money you contributed over the value of the goods or services we"
                                + " provided: $85.00.")
                .doesNotContain("No goods or services were provided");
    }

    @ParameterizedTest
    @CsvSource({
        "US,7500,USD,2000,false,false",
        "US,7501,USD,2000,true,false",
        "US,24999,USD,2000,true,false",
        "US,25000,USD,2000,true,true",
        "US,100,EUR,50,true,true"
    })
    void theAmericanThresholdsHoldToTheCent(
            Regime regime, long gift, String currency, long benefit, boolean disclosed, boolean acknowledged) {
        var assessment = of(regime, new Money(gift, currency), got(new Money(benefit, currency)), null, Locale.US)
                .assessment();

        assertThat(assessment.disclosed()).isEqualTo(disclosed);
        assertThat(assessment.acknowledgedFrom() != null).isEqualTo(acknowledged);
    }

    @Test
    void unitedKingdom() throws IOException {
        assertThat(text("gb"))
                .contains(
                        "Gift Aid acknowledgement", "Registered charity no. 1234567", "HMRC charity reference AB12345")
                .contains("Jane Q. Example", "£40.00", "18 November 2026")
                .contains("claim £10.00 of tax from HMRC: 25p for every £1 you gave.")
                .contains("it is your responsibility to pay any difference");
        assertThat(text("gb-benefit"))
                .contains("In return for this donation you received: A gala dinner, which we value at £30.00.")
                .contains("cannot be treated as a Gift Aid donation")
                .doesNotContain("claim £");
    }

    @ParameterizedTest
    @CsvSource({
        "10000,2500,true",
        "10000,2501,false",
        "20000,3000,true",
        "20000,3001,false",
        "10000000,250000,true",
        "10000000,250001,false"
    })
    void theBritishBenefitRuleHoldsToThePenny(long gift, long benefit, boolean aided) {
        var assessment = of(Regime.GB, new Money(gift, "GBP"), got(new Money(benefit, "GBP")), null, Locale.UK)
                .assessment();

        assertThat(assessment.reclaimed() != null).isEqualTo(aided);
    }

    @Test
    void canada() throws IOException {
        assertThat(text("ca"))
                .contains("Official receipt for income tax purposes", "Almoner Foundation", "12 Lantern Street")
                .contains("Charity BN/registration no. 123456789RR0001", "Receipt number AF-2026-000123")
                .contains("Place of issue Ottawa", "Date gift received November 18, 2026")
                .contains("Date receipt issued November 20, 2026", "Jane Q. Example", "7 Maple Road, Ottawa ON K1A 0B1")
                .contains("Total amount received 500.00 CAD", "Value of advantage 120.00 CAD")
                .contains("Description of advantage A gala dinner", "Eligible amount of gift 380.00 CAD")
                .contains("Erika Beispiel", "Authorized signature")
                .contains("Canada Revenue Agency, canada.ca/charities-giving")
                .doesNotContain("Thank you");
        assertThat(text("ca-fr"))
                .contains("Reçu officiel aux fins de l'impôt sur le revenu", "Montant admissible du don")
                .contains("Ce reçu annule et remplace le reçu nº AF-2026-000007.")
                .contains("Agence du revenu du Canada");
    }

    @ParameterizedTest
    @CsvSource({
        "10000,8000,2000,true",
        "10000,8001,1999,false",
        "10000,1000,10000,true",
        "10000,1001,8999,true",
        "100000,7500,100000,true",
        "100000,7501,92499,true"
    })
    void canadianSplitReceiptingHoldsToTheCent(long gift, long benefit, long eligible, boolean receiptable) {
        var receipt = of(Regime.CA, cad(gift), got(cad(benefit)), null, Locale.CANADA);

        assertThat(receipt.assessment().eligible()).isEqualTo(cad(eligible));
        assertThat(Lack.of(receipt, THRESHOLDS).contains(Lack.BENEFIT)).isEqualTo(!receiptable);
    }

    @Test
    void germanyInItsBindingOrder() throws IOException {
        assertThat(text("de"))
                .containsSubsequence(
                        "Aussteller (Bezeichnung und Anschrift der steuerbegünstigten Einrichtung)",
                        "Freundeskreis e. V., Lange Straße 1, 10243 Berlin",
                        "Bestätigung über Geldzuwendungen/Mitgliedsbeitrag",
                        "im Sinne des § 10b des Einkommensteuergesetzes an eine der in § 5 Abs. 1 Nr. 9 des"
                                + " Körperschaftsteuergesetzes bezeichneten Körperschaften, Personenvereinigungen oder"
                                + " Vermögensmassen",
                        "Name und Anschrift des Zuwendenden:",
                        "Jane Q. Example",
                        "7 Maple Road",
                        "Betrag der Zuwendung - in Ziffern -",
                        "123,45 €",
                        "- in Buchstaben -",
                        "einhundertdreiundzwanzig Euro und fünfundvierzig Cent",
                        "Tag der Zuwendung:",
                        "18. November 2026",
                        "Es handelt sich um den Verzicht auf Erstattung von Aufwendungen",
                        "Ja",
                        "X",
                        "Nein",
                        "Wir sind wegen Förderung der Volksbildung nach dem Freistellungsbescheid bzw. nach der Anlage zum"
                                + " Körperschaftsteuerbescheid des Finanzamtes Berlin für Körperschaften I, StNr."
                                + " 27/640/12345, vom 5. März 2024 für den letzten Veranlagungszeitraum 2020 bis 2022 nach"
                                + " § 5 Abs. 1 Nr. 9 des Körperschaftsteuergesetzes von der Körperschaftsteuer und nach § 3"
                                + " Nr. 6 des Gewerbesteuergesetzes von der Gewerbesteuer befreit.",
                        "Es wird bestätigt, dass die Zuwendung nur zur Förderung der Volksbildung verwendet wird.",
                        "Berlin, 20. November 2026",
                        "(Ort, Datum und Unterschrift des Zuwendungsempfängers)",
                        "Hinweis:",
                        "haftet für die entgangene Steuer (§ 10b Abs. 4 EStG, § 9 Abs. 3 KStG, § 9 Nr. 5 GewStG).",
                        "länger als 3 Jahre seit Ausstellung des Bescheides zurückliegt (§ 63 Abs. 5 AO).")
                .doesNotContain("Spendenquittung", "Dank");
        assertThat(text("de-replaces"))
                .contains("Ersetzt die Bestätigung Nr. VDE-2026-000007")
                .contains("neun Millionen neunhundertneunundneunzigtausendneunhundertneunundneunzig Euro und"
                        + " neunundneunzig Cent");
    }

    @Test
    void france() throws IOException {
        assertThat(text("fr"))
                .contains("Cerfa n° 11580*05", "Numéro d'ordre du reçu AF-2026-000123")
                .contains("au titre des articles 200 et 978 du code général des impôts")
                .contains("Nom ou dénomination Freundeskreis e. V.", "Numéro SIREN ou RNA W123456789")
                .contains("Adresse Lange Straße 1, 10243 Berlin", "Objet der Volksbildung")
                .contains("Qualité Œuvre ou organisme d'intérêt général")
                .contains("Nom et prénom Jane Q. Example", "7 Maple Road, Ottawa ON K1A 0B1")
                .contains(
                        "*** 281,50 € ***", "deux cent quatre-vingt-un euros et cinquante centimes", "18 novembre 2026")
                .contains(
                        "Le bénéficiaire certifie sur l'honneur que les dons et versements qu'il reçoit ouvrent droit à la"
                                + " réduction d'impôt prévue à l'article :")
                .containsSubsequence("X", "200 du CGI", "Forme du don", "X", "Déclaration de don manuel")
                .containsSubsequence("Nature du don", "X", "Numéraire", "mode de versement", "X", "Virement")
                .contains("Berlin, le 20 novembre 2026", "Erika Beispiel, Schatzmeisterin");
        assertThat(text("fr-replaces")).contains("Annule et remplace le reçu n° VFR-2026-000007.", "mille euros");
    }

    @Test
    void aStampStandsAcrossAndNothingElseChanges() throws IOException {
        var receipt = all().get("de");
        for (Stamp stamp : Stamp.values()) {
            byte[] stamped = stamp.on(printer.print(receipt), "de-DE");
            assertThat(stamped).isNotEqualTo(printer.print(receipt));
            keep("stamp-" + stamp, stamped);
            try (var pdf = Loader.loadPDF(stamped)) {
                assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
                assertThat(flat(new PDFTextStripper().getText(pdf))).contains("123,45 €", receipt.number());
            }
        }
    }

    static ReceiptDocument of(
            Regime regime, Money amount, ReceiptDocument.Benefit benefit, String replaces, Locale donors) {
        boolean german = regime == Regime.DE || regime == Regime.FR;
        Map<Regime, String> registrations = Map.of(
                Regime.US,
                "12-3456789",
                Regime.GB,
                "1234567",
                Regime.CA,
                "123456789RR0001",
                Regime.FR,
                "W123456789",
                Regime.DE,
                "VR 12345");
        var standing = new ReceiptDocument.Standing(
                german ? "27/640/12345" : "AB12345",
                "Berlin für Körperschaften I",
                new ReceiptDocument.Exemption(
                        ReceiptDocument.Exemption.Kind.EXEMPTION, LocalDate.of(2024, 3, 5), "2020 bis 2022"),
                "der Volksbildung",
                LocalDate.of(2020, 1, 1),
                german ? "Berlin" : "Ottawa",
                "Erika Beispiel",
                "Schatzmeisterin");
        var issuer = new ReceiptDocument.Issuer(
                german ? "Freundeskreis e. V." : "Almoner Foundation",
                german ? List.of("Lange Straße 1", "10243 Berlin") : List.of("12 Lantern Street", "Springfield"),
                registrations.get(regime),
                german ? "" : "Questions? receipts@example.org",
                null,
                null,
                standing);
        var gift = new ReceiptDocument.Gift(RECEIVED, amount, "Free Knowledge", "Winter 2026", "card", benefit);
        return new ReceiptDocument(
                "AF-2026-000123",
                ISSUED,
                regime,
                issuer,
                new ReceiptDocument.Donor("Jane Q. Example", List.of("7 Maple Road", "Ottawa ON K1A 0B1")),
                gift,
                Assessment.of(regime, gift, THRESHOLDS),
                replaces,
                regime.language(donors));
    }

    @Test
    void organisationsGetNoFormForPersons() throws IOException {
        var french = organisation(all().get("fr"));
        assertThat(Lack.of(french, THRESHOLDS)).containsExactly(Lack.PERSON);
        var british = organisation(all().get("gb"));
        assertThat(Lack.of(british, THRESHOLDS)).isEmpty();
        try (var pdf = Loader.loadPDF(printer.print(british))) {
            assertThat(flat(new PDFTextStripper().getText(pdf)))
                    .contains("Gift Aid is for donations of individuals; no tax is claimed on this one.")
                    .doesNotContain("claim £");
        }
        assertThat(Lack.of(organisation(all().get("de")), THRESHOLDS)).isEmpty();
    }

    private static ReceiptDocument organisation(ReceiptDocument of) {
        return new ReceiptDocument(
                of.number(),
                of.issuedOn(),
                of.regime(),
                of.issuer(),
                new ReceiptDocument.Donor("Example Ltd", of.donor().addressLines(), true),
                of.gift(),
                of.assessment(),
                of.replaces(),
                of.language());
    }

    static ReceiptDocument longest(Regime regime) {
        String currency = regime == Regime.CA ? "CAD" : regime == Regime.US ? "USD" : "EUR";
        var plain = of(regime, new Money(7_777_777_777_77L, currency), null, "HOHENLOHE-2026-000122", Locale.US);
        var standing = plain.issuer().standing();
        String words = "der Förderung freier Bildungsmaterialien in ländlichen Räumen und der Volksbildung ".repeat(3);
        var issuer = new ReceiptDocument.Issuer(
                "Internationale Gesellschaft zur Förderung des Freien Wissens und der Offenen Bildung gGmbH",
                List.of("Straße der Völkerfreundschaft 1234, Hinterhaus, vierter Stock", "10115 Berlin", "Deutschland"),
                plain.issuer().registrationNumber(),
                "A long statement about what was given and what it makes possible. ".repeat(30),
                null,
                "#ffcc00",
                new ReceiptDocument.Standing(
                        standing.taxNumber(),
                        standing.taxOffice(),
                        standing.exemption(),
                        words.strip(),
                        standing.machineSince(),
                        standing.place(),
                        standing.signatory(),
                        "Vorsitzende des Vorstandes"));
        var donor = new ReceiptDocument.Donor(
                "Friederike-Wilhelmine Gräfin von und zu Hohenlohe-Waldenburg-Schillingsfürst-Langenburg ".repeat(3),
                List.of(
                        "Bürgermeister-Doktor-Johann-Sebastian-Müller-Lüdenscheidt-Straße 123456789",
                        "c/o Verwaltung",
                        "12345 Hellschen-Heringsand-Unterschaar",
                        "Deutschland"));
        return new ReceiptDocument(
                plain.number(),
                ISSUED,
                regime,
                issuer,
                donor,
                plain.gift(),
                plain.assessment(),
                plain.replaces(),
                plain.language());
    }

    /** For eyes and other validators: {@code -Dreceipt.pages=folder} keeps the pages. */
    static void keep(String name, byte[] bytes) throws IOException {
        String folder = System.getProperty("receipt.pages");
        if (folder != null) {
            Files.write(Files.createDirectories(Path.of(folder)).resolve(name + ".pdf"), bytes);
        }
    }

    private String text(String sample) throws IOException {
        try (var pdf = Loader.loadPDF(printer.print(all().get(sample)))) {
            var stripper = new PDFTextStripper();
            return flat(stripper.getText(pdf));
        }
    }

    static String flat(String text) {
        return text.replaceAll("[\\s\\u00a0\\u202f]+", " ");
    }

    private static Money usd(long minor) {
        return new Money(minor, "USD");
    }

    private static Money cad(long minor) {
        return new Money(minor, "CAD");
    }

    static ReceiptDocument.Benefit got(Money value) {
        return new ReceiptDocument.Benefit("A gala dinner", value);
    }
}
