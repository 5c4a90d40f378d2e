package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.daily;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JournalExportsTest {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final ExportSettings DATEV =
            new ExportSettings("DMY", "Tax Exempt", "Department", "", 29098, 55003, 7, 4, "9090");

    private JournalBooks books;
    private ExportSettingsStore settings;
    private JournalExports exports;

    @BeforeEach
    void freshBooks() {
        books = new JournalBooks().ready();
        var transactions = Transactions.over(books.jdbi);
        var trail = new AuditTrail(books.jdbi, books.calendar);
        settings = new ExportSettingsStore(transactions, trail);
        exports = new JournalExports(transactions, books.batches, settings, trail, books.calendar);
        books.fund("wells", "PURPOSE");
        books.account("4100", "Spenden: Brunnen – \"Łódź\" 水", AccountType.INCOME);
        books.rules.add(
                new MappingRule.Draft(null, "GIFT_INCOME", "wells", null, null, null, "4100", "Prog-Süd", "P 7"),
                NOVEMBER,
                null,
                FIN);
    }

    private long sample() {
        books.gift("pi_1", "general", 123_456, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 1_000, "EUR", "stripe", NOON.plus(Duration.ofDays(1)));
        books.post("fee", "SETTLEMENT_FEE", "PROCESSING_FEES", "STRIPE_CLEARING", 30, "EUR", null, NOON);
        return books.journals.make(daily(NOVEMBER), FIN);
    }

    @Test
    void genericCsvHasEverythingAndNoFormula() throws IOException {
        books.chart.change(
                "main", "5200", 1, new ChartAccount.Draft("=cmd|' /C calc'!A0", AccountType.EXPENSE, true), FIN);

        assertThat(text(sample(), ExportFormat.CSV, null, StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        entity,batch,reverses_batch_id,period,line,date,account,account_name,department,project,fund,currency,debit,credit,debit_minor,credit_minor,entries,description
                        main,1,,2026-11,1,2026-11-10,1010,Stripe,,,,EUR,1234.56,,123456,,1,"Almoner journal main 1, 2026-11"
                        main,1,,2026-11,2,2026-11-10,5200,'=cmd|' /C calc'!A0,,,,EUR,0.30,,30,,1,"Almoner journal main 1, 2026-11"
                        main,1,,2026-11,3,2026-11-10,1010,Stripe,,,,EUR,,0.30,,30,1,"Almoner journal main 1, 2026-11"
                        main,1,,2026-11,4,2026-11-10,4000,Contributions,,,general,EUR,,1234.56,,123456,1,"Almoner journal main 1, 2026-11, fund general"
                        main,1,,2026-11,5,2026-11-11,1010,Stripe,,,,EUR,10.00,,1000,,1,"Almoner journal main 1, 2026-11"
                        main,1,,2026-11,6,2026-11-11,4100,"Spenden: Brunnen – ""Łódź"" 水",Prog-Süd,P 7,wells,EUR,,10.00,,1000,1,"Almoner journal main 1, 2026-11, fund wells"
                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void quickBooksOnlineHasOneJournalADayByNameWithoutANegative() throws IOException {
        assertThat(text(sample(), ExportFormat.QUICKBOOKS_ONLINE, null, StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        Journal No.,Journal Date,Account Name,Description,Debits,Credits
                        ALM-main-1-10,11/10/2026,Stripe,"Almoner journal main 1, 2026-11",1234.56,
                        ALM-main-1-10,11/10/2026,Processing fees,"Almoner journal main 1, 2026-11",0.30,
                        ALM-main-1-10,11/10/2026,Stripe,"Almoner journal main 1, 2026-11",,0.30
                        ALM-main-1-10,11/10/2026,Contributions,"Almoner journal main 1, 2026-11, fund general",,1234.56
                        ALM-main-1-11,11/11/2026,Stripe,"Almoner journal main 1, 2026-11",10.00,
                        ALM-main-1-11,11/11/2026,"Spenden: Brunnen – ""Łódź"" 水","Almoner journal main 1, 2026-11, fund wells, department Prog-Süd, project P 7",,10.00
                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void quickBooksDesktopSumsToZeroInEachTransaction() throws IOException {
        settings.change("main", 0, DATEV, FIN);
        var iif = text(sample(), ExportFormat.QUICKBOOKS_DESKTOP, null, WINDOWS);

        assertThat(iif)
                .isEqualTo(
                        """
                        !TRNS|TRNSID|TRNSTYPE|DATE|ACCNT|CLASS|AMOUNT|DOCNUM|MEMO
                        !SPL|SPLID|TRNSTYPE|DATE|ACCNT|CLASS|AMOUNT|DOCNUM|MEMO
                        !ENDTRNS
                        TRNS||GENERAL JOURNAL|10/11/2026|Stripe||1234.56|ALM-main-1-10|Almoner journal main 1, 2026-11
                        SPL||GENERAL JOURNAL|10/11/2026|Processing fees||0.30|ALM-main-1-10|Almoner journal main 1, 2026-11
                        SPL||GENERAL JOURNAL|10/11/2026|Stripe||-0.30|ALM-main-1-10|Almoner journal main 1, 2026-11
                        SPL||GENERAL JOURNAL|10/11/2026|Contributions||-1234.56|ALM-main-1-10|Almoner journal main 1, 2026-11, fund general
                        ENDTRNS
                        TRNS||GENERAL JOURNAL|11/11/2026|Stripe||10.00|ALM-main-1-11|Almoner journal main 1, 2026-11
                        SPL||GENERAL JOURNAL|11/11/2026|Spenden: Brunnen – 'Lódz' ?|Prog-Süd:P 7|-10.00|ALM-main-1-11|Almoner journal main 1, 2026-11, fund wells
                        ENDTRNS
                        """
                                .replace("|", "\t")
                                .replace("\n", "\r\n"));
    }

    @Test
    void xeroHasDebitsPositiveAndCreditsNegative() throws IOException {
        assertThat(text(sample(), ExportFormat.XERO, null, StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                .startsWith(
                        "Narration,Date,Description,AccountCode,TaxRate,Amount,TrackingName1,TrackingOption1,TrackingName2,"
                                + "TrackingOption2",
                        "\"Almoner journal main 1, 2026-11, ALM-main-1-10\",10/11/2026,\"Almoner journal main 1, 2026-11\","
                                + "1010,Tax Exempt,1234.56,,,,")
                .endsWith(
                        "\"Almoner journal main 1, 2026-11, ALM-main-1-11\",11/11/2026,"
                                + "\"Almoner journal main 1, 2026-11, fund wells\",4100,Tax Exempt,-10.00,Department,Prog-Süd,Project,P 7");
    }

    @Test
    void aLargeXeroJournalComesInBalancedPartsOfAtMost300LinesThatLoseNothing() throws IOException {
        books.jdbi.useHandle(handle -> handle.createScript(MANY).execute());
        books.everyDayAlike("REFUND", "REFUNDS", "STRIPE_RECEIVABLE");
        var batch =
                books.batches.find(books.journals.make(daily(NOVEMBER), FIN)).orElseThrow();

        var parts = exports.files(batch).stream()
                .filter(file -> file.format() == ExportFormat.XERO)
                .toList();

        assertThat(batch.lines()).isGreaterThan(300);
        assertThat(parts).hasSize(3);
        var sum = BigDecimal.ZERO;
        for (var part : parts) {
            var amounts = text(batch.id(), ExportFormat.XERO, part.part(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> new BigDecimal(line.split(",Tax Exempt,")[1].split(",")[0]))
                    .toList();
            assertThat(amounts).hasSizeBetween(1, 300);
            assertThat(amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo("0");
            sum = sum.add(
                    amounts.stream().filter(amount -> amount.signum() > 0).reduce(BigDecimal.ZERO, BigDecimal::add));
        }
        assertThat(sum).isEqualTo(batch.totals().get(0).toDecimal());
    }

    @Test
    void datevHoldsToThePublishedColumns() throws IOException {
        settings.change("main", 0, DATEV, FIN);
        var lines = text(sample(), ExportFormat.DATEV, null, WINDOWS).split("\r\n");

        assertThat(lines[0])
                .isEqualTo(
                        "\"EXTF\";700;21;\"Buchungsstapel\";13;20261202080000000;;\"AL\";\"Almoner\";\"\";29098;55003;"
                                + "20260701;4;20261101;20261130;\"Journal 1 2026-11\";\"\";1;0;0;\"EUR\";;\"\";;;\"\";;;\"\";\"\"");
        assertThat(lines[1].split(";"))
                .hasSize(125)
                .startsWith("Umsatz (ohne Soll/Haben-Kz)")
                .endsWith("Abw. Skontokonto");
        assertThat(lines).hasSize(5);
        assertThat(Arrays.copyOf(cells(lines[2]), 14))
                .containsExactly(
                        "1234,56",
                        "\"S\"",
                        "\"EUR\"",
                        "",
                        "",
                        "\"\"",
                        "1010",
                        "4000",
                        "\"\"",
                        "1011",
                        "\"ALM-main-1\"",
                        "\"\"",
                        "",
                        "\"Almoner journal main 1, 2026-11, fund general\"");
        var wells = cells(lines[4]);
        assertThat(wells[13]).isEqualTo("\"Almoner journal main 1, 2026-11, fund wells\"");
        assertThat(wells[36]).isEqualTo("\"Prog_Sud\"");
        assertThat(wells[37]).isEqualTo("\"P 7\"");
        for (int i = 2; i < lines.length; i++) {
            var cells = cells(lines[i]);
            assertThat(cells).hasSize(125);
            assertThat(cells[0]).matches("\\d{1,10},\\d{2}");
            assertThat(cells[1]).matches("\"[SH]\"");
            assertThat(cells[6]).matches("\\d{1,9}");
            assertThat(cells[7]).matches("\\d{1,9}");
            assertThat(cells[9]).matches("\\d{4}");
            assertThat(cells[10]).matches("\"[a-zA-Z0-9$&%*+/-]{0,36}\"");
            assertThat(cells[13]).matches("\".{0,60}\"");
            assertThat(cells[36]).matches("\"[\\w ]{0,36}\"");
            assertThat(cells[113]).isEqualTo("0");
        }
    }

    @Test
    void inDatevTwoDepartmentsOfOneEntryMeetOnTheTransitAccount() throws IOException {
        settings.change("main", 0, DATEV, FIN);
        books.rules.add(
                new MappingRule.Draft(null, "REFUNDS", null, null, null, null, "4000", "Office", ""),
                NOVEMBER,
                null,
                FIN);
        books.gift("pi_1", "wells", 500, "EUR", "stripe", NOON);
        books.post("f", "CORRECTION", "REFUNDS", "GIFT_INCOME", 200, "EUR", 1L, NOON);

        var lines = text(books.journals.make(monthly(NOVEMBER), FIN), ExportFormat.DATEV, null, WINDOWS)
                .split("\r\n");

        assertThat(Arrays.stream(lines)
                        .skip(2)
                        .map(line -> String.join(
                                " ", cells(line)[0], cells(line)[1], cells(line)[6], cells(line)[7], cells(line)[36])))
                .containsExactlyInAnyOrder(
                        "5,00 \"S\" 1010 4100 \"Prog_Sud\"",
                        "2,00 \"S\" 4000 9090 \"Office\"",
                        "2,00 \"H\" 4100 9090 \"Prog_Sud\"");
    }

    @Test
    void datevSaysWhatItCannotTake() {
        long id = sample();
        refused("consultant and client number", () -> exports.open(id, ExportFormat.DATEV, null, 1, FIN));
        settings.change("main", 0, DATEV, FIN);
        books.account("A-9", "Letters", AccountType.EXPENSE);
        books.rule("RESERVES", "A-9");
        books.post("x", "SETTLEMENT", "RESERVES", "STRIPE_CLEARING", 5, "EUR", null, NOON);
        long letters = books.journals.make(monthly(NOVEMBER), FIN);
        refused(
                "accounts of digits, here at most 5, not A-9",
                () -> exports.open(letters, ExportFormat.DATEV, null, 1, FIN));
        books.gift("pi_kwd", "general", 1_234_567, "KWD", "stripe", NOON);
        long dinar = books.journals.make(monthly(NOVEMBER), FIN);
        refused("two decimal places", () -> exports.open(dinar, ExportFormat.DATEV, null, 1, FIN));
        assertThat(books.batches.find(dinar).orElseThrow().status()).isEqualTo(JournalBatch.Status.MADE);
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void theSameBatchIsTheSameBytesWhateverTheSettingsAreByThen(ExportFormat format) throws Exception {
        settings.change("main", 0, DATEV, FIN);
        long id = sample();
        var first = bytes(id, format, 1);

        settings.change("main", 1, new ExportSettings("MDY", "Other", "D", "P", 1001, 1, 1, 5, ""), FIN);
        books.chart.change("main", "4000", 1, new ChartAccount.Draft("Renamed", AccountType.INCOME, true), FIN);

        assertThat(bytes(id, format, 1)).isEqualTo(first);
        var file = exports.files(books.batches.find(id).orElseThrow()).stream()
                .filter(each -> each.format() == format)
                .findFirst()
                .orElseThrow();
        assertThat(file.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(first)));
        assertThat(books.batches.find(id).orElseThrow().status()).isEqualTo(JournalBatch.Status.EXPORTED);
    }

    @Test
    void aFileThatIsNotWhatItWasDoesNotLeave() throws IOException {
        long id = sample();
        bytes(id, ExportFormat.CSV, 1);
        books.jdbi.useHandle(handle -> {
            handle.execute("alter table journal_line disable trigger all");
            handle.execute("update journal_line set account_name = 'forged' where line = 1");
        });

        refused("not what it was when it left first", () -> exports.open(id, ExportFormat.CSV, null, 1, FIN));
    }

    @Test
    void aCurrencyIsNamedWhereTheBatchHasSeveral() throws IOException {
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.gift("pi_2", "general", 900, "JPY", "stripe", NOON);
        long id = books.journals.make(monthly(NOVEMBER), FIN);

        refused("name one of the batch's", () -> exports.open(id, ExportFormat.XERO, null, 1, FIN));
        refused("no such file", () -> exports.open(id, ExportFormat.XERO, "USD", 1, FIN));
        refused("no such file", () -> exports.open(id, ExportFormat.CSV, null, 2, FIN));
        refused("no journal batch 99", () -> exports.open(99, ExportFormat.CSV, null, 1, FIN));
        var yen = exports.open(id, ExportFormat.XERO, "JPY", 1, FIN);
        assertThat(yen.file().name()).isEqualTo("journal-main-1-2026-11-xero-JPY.csv");
        var out = new ByteArrayOutputStream();
        yen.content().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(",900,").contains(",-900,");
        assertThat(yen.bytes()).isEqualTo(out.size());
    }

    @ParameterizedTest
    @CsvSource({
        "Zoë Müller, Zoë Müller",
        "Łódź Đorđe, Lódz Dorde",
        "水 well, ? well",
        "€ – „x“, € – „x“",
        "e\u0301té, été",
        "Ａｂ, Ab",
        "'a\tb\u0007c\nd', a b c d",
        "'\u202Eabc', abc",
        "😀, ?"
    })
    void textKeepsItsLettersOrLosesThemVisibly(String text, String written) {
        assertThat(ExportText.windows(text, 60)).isEqualTo(written);
    }

    @Test
    void settingsThatDoNotHoldAreRefused() {
        refused(
                "1001 to 9999999",
                () -> settings.change("main", 0, new ExportSettings("YMD", "", "", "", 5, 100_000, 13, 9, "x"), FIN));
        refused("read version 4", () -> settings.change("main", 4, DATEV, FIN));
        refused("no legal entity nobody", () -> settings.of("nobody"));
    }

    /** 160 funds with an account and a refund each, over 15 days. */
    private static final String MANY =
            """
            insert into fund (affiliate_id, code, name) select 1, 'f' || i, 'f' || i from generate_series(1, 160) i;
            insert into chart_account (legal_entity_id, code, name, type)
            select 1, (6000 + i)::text, 'Cost ' || i, 'EXPENSE' from generate_series(1, 160) i;
            insert into mapping_rule (role, fund_id, account, valid_from, created_by, created_at)
            select 'REFUNDS', f.id, (6000 + i)::text, '2026-11-01', 'x', now()
            from generate_series(1, 160) i join fund f on f.code = 'f' || i;
            insert into gift (reference, affiliate_id, fund_id, amount_minor, currency, attempt, received_at, found_by, begun_at)
            select f.code, 1, f.id, 500, 'EUR', 'SUCCEEDED', '2026-11-02', 'WEBHOOK', '2026-11-02' from fund f where f.code like 'f%'
            """;

    private String text(long id, ExportFormat format, Integer part, Charset charset) throws IOException {
        return new String(bytes(id, format, part == null ? 1 : part), charset);
    }

    private byte[] bytes(long id, ExportFormat format, int part) throws IOException {
        var out = new ByteArrayOutputStream();
        exports.open(id, format, null, part, FIN).content().writeTo(out);
        return out.toByteArray();
    }

    private static String[] cells(String line) {
        return line.split(";", -1);
    }

    private static void refused(String why, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
