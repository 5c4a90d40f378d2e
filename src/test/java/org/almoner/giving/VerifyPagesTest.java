package org.almoner.giving;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.receipt.ReceiptCodes;
import org.almoner.receipt.Verifications;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever holds a receipt learns whether it counts and nothing of the donor; whoever does not learns nothing at all. */
class VerifyPagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String NUMBER = "ALM-2026-000001";

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final ReceiptCodes codes = new ReceiptCodes("https://give.example.org");
    private final VerifyPages pages = new VerifyPages(new Verifications(jdbi, calendar, codes));
    private final String code = jdbi.withHandle(handle -> codes.read(handle).of(NUMBER));
    private String digest;

    @BeforeEach
    void aReceipt() {
        var rows = new Rows(jdbi);
        long donor = rows.donor("Secret Donor", "secret@example.org");
        rows.receipt(NUMBER, rows.gift("pi_1", donor, null, NOW), donor, new byte[] {1, 2, 3});
        digest = HexFormat.of().formatHex(jdbi.withHandle(handle -> handle.createQuery("select sha256 from receipt")
                .mapTo(byte[].class)
                .one()));
    }

    @Test
    void aReceiptIsShownWithoutItsDonor() {
        var page = open(NUMBER + "/" + code);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("This receipt is valid", NUMBER, "€25.00", "Our organisation", digest, "<html lang=\"en\"")
                .contains("action=\"/verify/" + NUMBER + "/" + code + "\"", "for=\"file\"", "for=\"sha256\"")
                .doesNotContain("Secret", "secret@", "<script", "style=");
        assertThat(open(NUMBER + "/" + code.toLowerCase(Locale.ROOT)).status()).isEqualTo(200);
        assertThat(open(NUMBER + "/" + code, Locale.forLanguageTag("he")).html())
                .contains("<html lang=\"he\" dir=\"rtl\">", "הקבלה הזאת תקפה");
    }

    @Test
    void programsGetTheSameAsJson() {
        assertThat(json(open(NUMBER + "/" + code + ".json")))
                .isEqualTo(json("{\"number\":\"ALM-2026-000001\",\"status\":\"ISSUED\",\"issuedOn\":\""
                        + text("select issued_on::text from receipt")
                        + "\",\"amount\":{\"minor\":2500,\"currency\":\"EUR\"},\"issuer\":\"Our organisation\",\"sha256\":\""
                        + digest + "\"}"));
        var compared = visit(NUMBER + "/" + code + ".json", false, Map.of("sha256", digest), null, false, true);
        assertThat(json(compared).getBoolean("matches")).isTrue();
        var unknown = open(NUMBER + "/" + "0".repeat(16) + ".json");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(json(unknown).getInt("status")).isEqualTo(404);
    }

    @Test
    void oneThatCountsNoMoreSaysSo() {
        jdbi.useHandle(
                handle -> handle.execute("update receipt set status = 'VOID', void_reason = 'About Secret Donor',"
                        + " voided_by = 'finn@example.org', voided_at = '2026-11-20T23:30:00Z'"));
        assertThat(open(NUMBER + "/" + code).html())
                .contains("This receipt is void", "Not valid since November 21, 2026")
                .doesNotContain("Secret", "finn@");
        assertThat(json(open(NUMBER + "/" + code + ".json")))
                .containsEntry("status", Json.createValue("VOID"))
                .containsEntry("voidedOn", Json.createValue("2026-11-21"));
        var rows = new Rows(jdbi);
        rows.receipt("ALM-2026-000002", rows.gift("pi_2", 1L, null, NOW), 1, new byte[] {4});
        jdbi.useHandle(handle -> {
            handle.execute("alter table receipt disable trigger user");
            handle.execute(
                    "update receipt set replaces_id = (select id from receipt where number = ?) where number = ?",
                    NUMBER,
                    "ALM-2026-000002");
            handle.execute("update receipt set status = 'REPLACED' where number = ?", NUMBER);
        });
        assertThat(open(NUMBER + "/" + code).html())
                .contains("This receipt was replaced", "<bdi>ALM-2026-000002</bdi> is valid instead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALM-2026-000001/0000000000000000",
                "ALM-2026-000009/0000000000000000",
                "ALM-2026-000001/",
                "ALM-2026-000001",
                "/",
                "<script>/alert(1)",
                "../../etc/passwd",
                "ALM-2026-000001/😀",
                "style.css"
            })
    void unknownAndMalformedAreOneAnswer(String path) {
        var page = open(path);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html())
                .isEqualTo(open("ALM-2026-000007/AAAAAAAAAAAAAAAA").html());
        assertThat(page.html()).contains("No such receipt was found").doesNotContain("<script");
    }

    @Test
    void aFileOrItsDigestIsCompared() {
        var path = NUMBER + "/" + code;
        assertThat(visit(path, true, Map.of(), digest, false, true).html()).contains("exactly the one that was issued");
        assertThat(visit(path, true, Map.of("sha256", " " + digest.toUpperCase(Locale.ROOT) + " "), null, false, true)
                        .html())
                .contains("exactly the one that was issued");
        assertThat(visit(path, true, Map.of(), "00" + digest.substring(2), false, true)
                        .html())
                .contains("This is not the file that was issued");
        assertThat(visit(path, true, Map.of(), null, false, true).html()).contains("role=\"alert\"", "href=\"#file\"");
        var large = visit(path, true, Map.of(), null, true, true);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.html()).contains("larger than 5 MB", "aria-invalid=\"true\"");
    }

    @Test
    void theFormLeadsToTheReceiptByItsCodeOrItsFile() {
        assertThat(open("").html()).contains("<h1>Check a donation receipt</h1>", "for=\"number\"", "for=\"code\"");
        var byCode = send(Map.of("number", " alm-2026-000001 ", "code", code.toLowerCase(Locale.ROOT) + "\r\nX:"));
        assertThat(byCode.status()).isEqualTo(404);
        byCode = send(Map.of("number", " alm-2026-000001 ", "code", code.substring(0, 8) + "-" + code.substring(8)));
        assertThat(byCode.location()).isEqualTo("/verify/" + NUMBER + "/" + code);
        assertThat(send(Map.of("number", NUMBER, "sha256", digest)).html()).contains("This receipt is valid");
        assertThat(visit("", true, Map.of("number", NUMBER), digest, false, true)
                        .html())
                .contains("exactly the one that was issued");
        var other = send(Map.of("number", NUMBER, "sha256", "00".repeat(32)));
        assertThat(other.status()).isEqualTo(404);
        assertThat(other.html())
                .isEqualTo(open("ALM-2026-000007/AAAAAAAAAAAAAAAA").html());
        var nothing = send(Map.of("number", "\"><b>"));
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.html())
                .contains("role=\"alert\"", "&quot;&gt;&lt;b&gt;")
                .doesNotContain("<b>");
        assertThat(visit("", true, Map.of(), null, true, true).status()).isEqualTo(413);
    }

    @Test
    void whoComesTooOftenWaits() {
        var often = visit(NUMBER + "/" + code, false, Map.of(), null, false, false);
        assertThat(often.status()).isEqualTo(429);
        assertThat(often.html()).doesNotContain("€25.00");
        assertThat(visit(NUMBER + "/" + code + ".json", false, Map.of(), null, false, false)
                        .status())
                .isEqualTo(429);
    }

    private VerifyPages.Answer open(String path, Locale... wanted) {
        return pages.answer(new VerifyPages.Visit(
                path, "/verify/", "/giving/style.css", false, Map.of(), null, false, List.of(wanted), true));
    }

    private VerifyPages.Answer send(Map<String, String> asked) {
        return visit("", true, asked, null, false, true);
    }

    private VerifyPages.Answer visit(
            String path, boolean sent, Map<String, String> asked, String file, boolean large, boolean allowed) {
        return pages.answer(new VerifyPages.Visit(
                path, "/verify/", "/giving/style.css", sent, asked, file, large, List.of(), allowed));
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static JsonObject json(VerifyPages.Answer answer) {
        return json(answer.json());
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
