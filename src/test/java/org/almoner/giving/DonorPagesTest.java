package org.almoner.giving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.document.Texts;
import org.almoner.donor.DonorChanges;
import org.almoner.donor.DonorLinks;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorWishes;
import org.almoner.gift.PlanLinks;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.receipt.DonorLinkLetters;
import org.almoner.receipt.ReceiptCodes;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptWishes;
import org.almoner.receipt.Verifications;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A donor with a link and no script: what is shown, what is sent, and that nobody else sees any of it. */
class DonorPagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final byte[] PDF = {1, 2, 3};

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final Transactions transactions = Transactions.over(jdbi);
    private Instant now = NOW;
    private final Calendar calendar = new Calendar(
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            },
            ZoneId.of("Europe/Berlin"));
    private final AuditTrail audit = new AuditTrail(jdbi, calendar);
    private final DonorLinks links = new DonorLinks(jdbi, calendar);
    private final DonorQueries queries = new DonorQueries(jdbi);
    private final ReceiptWishes yearly = new ReceiptWishes(jdbi, transactions, audit);
    private final DonorPages pages = new DonorPages(
            links,
            new DonorLinkLetters(
                    jdbi,
                    transactions,
                    calendar,
                    new Outbox(transactions, calendar),
                    links,
                    "https://give.example.org",
                    Mailbox.of("receipts@example.org")),
            queries,
            new DonorChanges(jdbi, transactions, calendar, audit, null, queries),
            new DonorWishes(jdbi, transactions, calendar, audit),
            new ReceiptQueries(jdbi),
            yearly,
            new Verifications(jdbi, calendar, new ReceiptCodes("https://give.example.org")),
            calendar,
            jdbi);
    private long donor;
    private String token;

    @BeforeEach
    void aDonorWithAReceipt() {
        donor = rows.donor("Zoë <b>O’Brien</b>", "zoe@example.org");
        rows.receipt("ALM-2026-000001", rows.gift("pi_1", donor, null, NOW), donor, PDF);
        token = links.path(donor).orElseThrow().replace("/my/", "");
    }

    @Test
    void receiptsAndDetailsAreShownAndNothingChanges() {
        var page = open(Map.of());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("<html lang=\"en\" dir=\"ltr\">", "Our organisation", "ALM-2026-000001", "€25.00")
                .contains("href=\"/my/" + token + "/receipts/ALM-2026-000001.pdf\"", "href=\"/verify/ALM-2026-000001/")
                .contains(
                        "Zoë &lt;b&gt;O’Brien&lt;/b&gt;",
                        "<label for=\"name\">Name</label>",
                        "autocomplete=\"postal-code\"")
                .doesNotContain("<b>", "<script", "style=", "http:", "https:");
        assertThat(number("select count(*) from audit_entry")).isZero();
    }

    @Test
    void aReceiptIsDownloadedAsItWasIssuedAndOnlyByWhomItIsFor() {
        var mine = at(token + "/receipts/ALM-2026-000001.pdf");
        assertThat(mine.pdf()).isEqualTo(PDF);
        long other = rows.donor("Other", "other@example.org");
        rows.receipt("ALM-2026-000002", rows.gift("pi_2", other, null, NOW), other, PDF);
        assertThat(at(token + "/receipts/ALM-2026-000002.pdf").status()).isEqualTo(404);
        assertThat(at(token + "/receipts/ALM-2026-000009.pdf").html())
                .isEqualTo(at(token + "/receipts/ALM-2026-000002.pdf").html());
        jdbi.useHandle(
                handle -> handle.execute("update receipt set status = 'VOID', void_reason = 'x', voided_by = 'x',"
                        + " voided_at = now() where number = 'ALM-2026-000001'"));
        assertThat(at(token + "/receipts/ALM-2026-000001.pdf").status()).isEqualTo(404);
        assertThat(open(Map.of()).html()).contains("<br>Void").doesNotContain("000001.pdf");
    }

    @Test
    void aStatementSaysItsYearAndAmountsHaveTheDecimalsOfTheirCurrency() {
        assertThat(open(Map.of()).html()).doesNotContain("Annual statement");
        jdbi.useHandle(
                handle -> handle.execute(
                        "alter table receipt disable trigger user; update receipt set gift_id = null,"
                                + " of_year = 2025, amount_minor = 123450, currency = 'KWD'; alter table receipt enable trigger user"));
        assertThat(open(Map.of()).html())
                .contains("<br>Annual statement of gifts <bdi>2025</bdi>")
                .containsPattern("<bdi>KWD\\h123\\.450</bdi>");
        jdbi.useHandle(handle -> handle.execute("alter table receipt disable trigger user; update receipt set"
                + " currency = 'JPY'; alter table receipt enable trigger user"));
        assertThat(open(Map.of()).html()).contains("<bdi>¥123,450</bdi>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-1-1-x", "../..", "😀"})
    void whatWeDidNotSignOpensNothing(String path) {
        var page = at(path);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html()).contains("copy the whole link").doesNotContain("Zo");
    }

    @Test
    void aLinkOfAnotherKindOrAnotherDonorOpensNothing() {
        rows.plan("sub_1");
        var plan = new PlanLinks(jdbi, calendar).path("sub_1").orElseThrow().replace("/giving/", "");
        assertThat(at(plan).status()).isEqualTo(404);
        assertThat(at(token.replaceFirst("^\\d+", "2")).status()).isEqualTo(404);
        assertThat(at(token.substring(0, token.length() - 1)).status()).isEqualTo(404);
    }

    @Test
    void anExpiredLinkSendsANewOneAndTellsNobodyWhetherThereIsAnAddress() {
        now = NOW.plus(Duration.ofDays(31));
        var page = open(Map.of());
        assertThat(page.status()).isEqualTo(410);
        assertThat(page.html()).contains("Send me a new link").doesNotContain("zoe@", "Zo");
        assertThat(number("select count(*) from mail_outbox")).isZero();
        var sent = send(Map.of("deed", "AGAIN"));
        assertThat(send(Map.of("deed", "AGAIN"))).isEqualTo(sent);
        assertThat(text("select recipient || ' ' || kind from mail_outbox")).isEqualTo("zoe@example.org DONOR_LINK");
        jdbi.useHandle(handle -> handle.execute("update donor set email = null"));
        now = now.plus(Duration.ofHours(2));
        assertThat(send(Map.of("deed", "AGAIN"))).isEqualTo(sent);
        assertThat(number("select count(*) from mail_outbox")).isOne();
        assertThat(open(Map.of("outcome", "AGAIN")).html()).contains("A new link is on its way");
    }

    @Test
    void withdrawnLinksAndThoseOfJoinedDonorsOpenNothing() {
        links.withdraw(donor);
        assertThat(open(Map.of()).status()).isEqualTo(410);
        token = links.path(donor).orElseThrow().replace("/my/", "");
        assertThat(open(Map.of()).status()).isEqualTo(200);
        long other = rows.donor("Other", "other@example.org");
        jdbi.useHandle(handle -> handle.execute("update donor set merged_into = ? where id = ?", other, donor));
        assertThat(open(Map.of()).status()).isEqualTo(410);
        assertThat(links.path(donor)).isEmpty();
    }

    @Test
    void anotherNameAndAddressWaitForStaffAndAreAskedForOnce() {
        var sent = details("Zoë O’Brien-Łukasiewicz", "12 Lantern Street\nFlat 3", "EC1A 4HD", "London", "GB");
        assertThat(send(sent).location()).isEqualTo("/my/" + token + "?outcome=ASKED");
        assertThat(send(sent).location()).isEqualTo("/my/" + token + "?outcome=ASKED");
        assertThat(number("select count(*) from donor_change")).isOne();
        assertThat(text("select name from donor")).isEqualTo("Zoë <b>O’Brien</b>");
        assertThat(text("select lines::text || city || country from donor_change"))
                .isEqualTo("{\"12 Lantern Street\",\"Flat 3\"}LondonGB");
        assertThat(open(Map.of("outcome", "ASKED")).html())
                .contains("role=\"status\"", "A person looks at it", "Nobody has looked at it yet", "EC1A 4HD London");
        assertThat(send(details("Zoë <b>O’Brien</b>", "", "", "", "")).location())
                .endsWith("?outcome=SAME");
        assertThat(send(details("Zoe", "", "", "", "")).location()).endsWith("?outcome=ASKED");
        assertThat(text("select string_agg(state, ' ' order by id) from donor_change"))
                .isEqualTo("OVERTAKEN ASKED");
        for (int i = 0; i < DonorChanges.PER_DAY; i++) {
            send(details("Zoe " + i, "", "", "", ""));
        }
        assertThat(send(details("Zoe again", "", "", "", "")).location()).endsWith("?outcome=TOO_MANY");
        assertThat(number("select count(*) from donor_change")).isEqualTo(DonorChanges.PER_DAY);
        assertThat(text("select string_agg(distinct actor || ' ' || action || detail, '') from audit_entry"))
                .isEqualTo("donor donor.change.asked{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' ' | A | 1 | B | GB | name",
                "A | '' | 1 | B | GB | lines",
                "A | A | 123456789012345678901 | B | GB | postcode",
                "A | A | 1 | B | XX | country",
                "A | A | 1 | B | '\"><script>' | country"
            })
    void whatDoesNotHoldIsSaidAtItsField(
            String name, String lines, String postcode, String city, String country, String field) {
        var page = send(details(name, lines, postcode, city, country));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html())
                .contains("role=\"alert\"", "<a href=\"#" + field + "\">", "aria-describedby=\"wrong-" + field + "\"")
                .contains("aria-invalid=\"true\"", "id=\"wrong-" + field + "\"")
                .doesNotContain("<script>");
        assertThat(number("select count(*) from donor_change")).isZero();
    }

    @Test
    void directionTricksAndControlsAreTakenOutOfNames() {
        send(details("Eve\u202e Adams\u0007", "7\u00a0Maple Road", "1", "B", "GB"));
        assertThat(text("select name from donor_change")).isEqualTo("Eve Adams");
    }

    @Test
    void theLanguageIsTheDonorsAtOnce() {
        assertThat(send(form("LANGUAGE", "language", "ar")).location()).endsWith("?outcome=SAVED");
        assertThat(text("select languages::text from donor")).isEqualTo("{ar}");
        assertThat(open(Map.of()).html())
                .contains("<html lang=\"ar\" dir=\"rtl\">", "إيصالاتك", "<bdi>ALM-2026-000001</bdi>");
        send(form("LANGUAGE", "language", "de"));
        send(form("LANGUAGE", "language", "ar"));
        assertThat(text("select languages::text from donor")).isEqualTo("{ar,de}");
        assertThat(send(form("LANGUAGE", "language", "xx")).status()).isEqualTo(400);
        jdbi.useHandle(handle -> handle.execute("update donor set languages = '{}', country = 'JP'"));
        assertThat(open(Map.of()).html()).contains("<html lang=\"ja-JP\"");
    }

    @Test
    void everyLanguageHasAWholePage() {
        for (String language : Texts.LANGUAGES) {
            send(form("LANGUAGE", "language", language));
            assertThat(open(Map.of()).html()).contains("<html lang=\"" + language + "\"", "ALM-2026-000001");
        }
    }

    @Test
    void whatTheDonorWantsToGetIsKeptAsHistory() {
        var wish = form("MAIL", "receipts", "POST");
        wish.put("news", "yes");
        assertThat(send(wish).location()).endsWith("?outcome=SAVED");
        assertThat(open(Map.of()).html())
                .contains("value=\"POST\" checked", "name=\"news\" value=\"yes\" checked")
                .doesNotContain("name=\"appeals\" value=\"yes\" checked");
        send(form("MAIL", "receipts", "EMAIL"));
        send(form("MAIL", "receipts", "EMAIL"));
        assertThat(queries.consents(donor))
                .extracting(each -> each.channel() + " " + each.purpose() + " " + each.given())
                .containsExactly("EMAIL NEWS false", "EMAIL RECEIPTS true", "POST RECEIPTS false");
        assertThat(number("select count(*) from donor_consent")).isEqualTo(6);
    }

    @Test
    void oneReceiptForTheYearIsAWishThatStaffSee() {
        var wish = form("MAIL", "receipts", "EMAIL");
        wish.put("yearly", "yes");
        send(wish);
        assertThat(yearly.of(donor)).isEqualTo(ReceiptWishes.Wish.YEARLY);
        assertThat(open(Map.of()).html()).contains("name=\"yearly\" value=\"yes\" checked");
        send(form("MAIL", "receipts", "EMAIL"));
        assertThat(yearly.of(donor)).isEqualTo(ReceiptWishes.Wish.ISSUER);
        yearly.note(donor, ReceiptWishes.Wish.NONE, "fay@example.org");
        send(form("MAIL", "receipts", "EMAIL"));
        assertThat(yearly.of(donor)).isEqualTo(ReceiptWishes.Wish.NONE);
    }

    @Test
    void aFormOfSomebodyElseOrOfYesterdayIsRefused() {
        assertThat(send(Map.of("deed", "LANGUAGE", "language", "de")).status()).isEqualTo(400);
        var nonce = form("MAIL", "receipts", "POST").get("nonce");
        assertThat(send(Map.of("deed", "LANGUAGE", "language", "de", "nonce", nonce))
                        .html())
                .contains("nothing was changed");
        var form = form("LANGUAGE", "language", "de");
        now = now.plus(Duration.ofHours(3));
        assertThat(send(form).status()).isEqualTo(400);
        assertThat(text("select languages::text from donor")).isEqualTo("{}");
    }

    @Test
    void whoComesTooOftenWaits() {
        var often =
                pages.answer(new DonorPages.Visit(token, "/my/", "", false, Map.of(), List.of(Locale.GERMAN), false));
        assertThat(often.status()).isEqualTo(429);
        assertThat(often.html()).contains("<html lang=\"de\"").doesNotContain("Zo");
    }

    private Map<String, String> details(String name, String lines, String postcode, String city, String country) {
        var form = form("DETAILS", "name", name);
        form.putAll(Map.of("lines", lines, "postcode", postcode, "city", city, "country", country));
        return form;
    }

    private Map<String, String> form(String deed, String field, String value) {
        var html = open(Map.of()).html();
        var nonce = Pattern.compile("value=\"" + deed + "\"><input type=\"hidden\" name=\"nonce\" value=\"([^\"]+)\"")
                .matcher(html);
        assertThat(nonce.find()).isTrue();
        return new HashMap<>(Map.of("deed", deed, "nonce", nonce.group(1), field, value));
    }

    private DonorPages.Answer at(String path) {
        return pages.answer(new DonorPages.Visit(path, "/my/", "", false, Map.of(), List.of(), true));
    }

    private DonorPages.Answer open(Map<String, String> asked) {
        return pages.answer(new DonorPages.Visit(token, "/my/", "", false, asked, List.of(), true));
    }

    private DonorPages.Answer send(Map<String, String> asked) {
        return pages.answer(new DonorPages.Visit(token, "/my/", "", true, asked, List.of(), true));
    }

    private long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
