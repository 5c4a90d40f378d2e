package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.api.Test;

/** Campaigns, donors, gifts, plans, refunds and receipts. */
class GivingApiIT extends ServedApi {

    @Test
    void aPolicyOnFailedRenewalsIsReplacedByItsVersionAndRefusalsNameTheField() throws IOException {
        var path = "/api/v1/dunning/policies/SOFT_TEMPORARY";
        var before = json(send(administrator, "GET", path, null));
        assertThat(before.getBoolean("enabled")).isFalse();
        assertThat(json(send(administrator, "GET", "/api/v1/dunning", null)).getJsonArray("items"))
                .isNotNull();
        var version = before.getInt("version");
        var wanted =
                "{\"enabled\":false,\"graceDays\":20,\"steps\":[{\"afterDays\":4,\"deed\":\"MAIL\",\"template\":\"FIRST\"}],"
                        + "\"version\":" + version + "}";
        var preview = json(send(administrator, "POST", path + "/preview", wanted));
        assertThat(preview.getInt("stops")).isZero();
        var saved = send(administrator, "PUT", path, wanted);
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(json(saved).getInt("graceDays")).isEqualTo(20);
        assertProblem(send(administrator, "PUT", path, wanted), 409);
        var wrong = assertProblem(
                send(administrator, "PUT", path, wanted.replace("\"afterDays\":4", "\"afterDays\":400")), 400);
        assertThat(wrong.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("steps.0.afterDays");
        var cards = assertProblem(
                send(
                        administrator,
                        "PUT",
                        "/api/v1/dunning/cards",
                        "{\"enabled\":false,\"daysAhead\":0,\"version\":1}"),
                400);
        assertThat(cards.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("daysAhead");
    }

    @Test
    void aCampaignIsMadeReadAndChangedByOneAtATime() throws IOException {
        var made = send(
                administrator,
                "POST",
                "/api/v1/campaigns",
                "{\"code\":\"winter\",\"name\":\"Winter\",\"goal\":{\"minor\":100000,\"currency\":\"JPY\"},\"sdg\":4,"
                        + "\"startsOn\":\"2026-11-01\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location").orElse("")).endsWith("/api/v1/campaigns/winter");
        var json = json(send(administrator, "GET", "/api/v1/campaigns/winter", null));
        assertThat(json).isEqualTo(json(made));
        assertThat(json.isNull("endsOn")).isTrue();
        assertProblem(send(administrator, "POST", "/api/v1/campaigns", "{\"code\":\"winter\",\"name\":\"W\"}"), 409);

        var change = "{\"name\":\"Deep winter\",\"goal\":null,\"version\":" + json.getInt("version") + "}";
        var changed = json(send(administrator, "PATCH", "/api/v1/campaigns/winter", change));

        assertThat(changed.getString("name")).isEqualTo("Deep winter");
        assertThat(changed.isNull("goal")).isTrue();
        assertThat(changed.getInt("sdg")).isEqualTo(4);
        assertProblem(send(administrator, "PATCH", "/api/v1/campaigns/winter", change), 409);
        assertProblem(send(administrator, "PATCH", "/api/v1/campaigns/winter", "{\"name\":\"W\"}"), 400);
        var problem = assertProblem(
                send(
                        administrator,
                        "PATCH",
                        "/api/v1/campaigns/winter",
                        "{\"endsOn\":\"2026-01-01\",\"goal\":{\"minor\":0},\"version\":2}"),
                400);
        assertThat(problem.getJsonArray("errors").toString()).contains("endsOn", "goal.minor");
    }

    @Test
    void shareLinksNeedAKeyAndAmountsThatStripeTakes() throws IOException {
        send(administrator, "POST", "/api/v1/campaigns", "{\"code\":\"shared\",\"name\":\"Shared\"}");
        var path = "/api/v1/campaigns/shared/links";

        assertThat(send(administrator, "GET", path, null).body()).isEqualTo("{\"items\":[],\"next\":null}");
        var problem =
                assertProblem(send(administrator, "POST", path, "{\"currency\":\"KWD\",\"amounts\":[5124]}"), 400);
        assertThat(problem.getString("detail")).contains("steps of 10");
        problem = assertProblem(send(administrator, "POST", path, "{\"currency\":\"EUR\",\"amounts\":[500]}"), 400);
        assertThat(problem.getString("detail")).contains("ALMONER_STRIPE_API_KEY");
        assertProblem(send(administrator, "GET", "/api/v1/campaigns/nobody/links", null), 404);
    }

    @Test
    void aDonorMovesAndIsFoundInTheirOwnScript() throws IOException {
        var made = json(send(
                administrator,
                "POST",
                "/api/v1/donors",
                "{\"name\":\"王偉\",\"email\":\"Wei@Example.org\",\"languages\":[\"zh-Hant\",\"en\"],"
                        + "\"address\":{\"lines\":[\"7 Old Street\"],\"city\":\"Taipei\",\"country\":\"TW\"}}"));
        var path = "/api/v1/donors/" + made.getInt("id");

        var moved = json(send(
                administrator,
                "PATCH",
                path,
                "{\"address\":{\"lines\":[\"8 New Street\"]},\"version\":" + made.getInt("version") + "}"));

        assertThat(moved.getJsonObject("address").getJsonArray("lines").getString(0))
                .isEqualTo("8 New Street");
        assertThat(moved.getJsonArray("languages").getString(0)).isEqualTo("zh-Hant");
        var query = URLEncoder.encode("王", StandardCharsets.UTF_8);
        assertThat(json(send(administrator, "GET", "/api/v1/donors?q=" + query, null))
                        .getJsonArray("items"))
                .hasSize(1);
        assertProblem(send(administrator, "POST", "/api/v1/donors", "{\"note\":\"nobody\"}"), 400);
        assertProblem(send(administrator, "POST", "/api/v1/donors", "{\"name\":\"A\",\"languages\":[\"??\"]}"), 400);
    }

    @Test
    void affiliatesFundsAndAppealsAreKept() throws IOException {
        assertThat(send(
                                administrator,
                                "POST",
                                "/api/v1/affiliates",
                                "{\"code\":\"de\",\"name\":\"Deutschland\",\"legalName\":\"Verein e. V.\","
                                        + "\"receiptPrefix\":\"DE\",\"addressLines\":[\"Weg 1\",\"Berlin\"]}")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                send(
                        administrator,
                        "POST",
                        "/api/v1/affiliates",
                        "{\"code\":\"at\",\"name\":\"A\",\"legalName\":\"A\",\"receiptPrefix\":\"DE\"}"),
                409);
        assertThat(send(
                                administrator,
                                "POST",
                                "/api/v1/funds",
                                "{\"code\":\"legal\",\"name\":\"Legal fund\",\"restriction\":\"PURPOSE\","
                                        + "\"affiliate\":\"de\"}")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                send(administrator, "POST", "/api/v1/funds", "{\"code\":\"f\",\"name\":\"F\",\"affiliate\":\"no\"}"),
                400);
        send(administrator, "POST", "/api/v1/campaigns", "{\"code\":\"letters\",\"name\":\"L\",\"fund\":\"legal\"}");
        var appeal = json(send(
                administrator,
                "POST",
                "/api/v1/appeals",
                "{\"campaign\":\"letters\",\"code\":\"may\",\"name\":\"Letter of May\"}"));
        assertThat(json(send(
                                administrator,
                                "PATCH",
                                "/api/v1/appeals/" + appeal.getInt("id"),
                                "{\"name\":\"May\",\"version\":1}"))
                        .getString("name"))
                .isEqualTo("May");
    }

    @Test
    void plansAreListedAndShownWithEverythingKnownOfThem() throws IOException {
        rows.plan("sub_api");

        assertThat(json(send(administrator, "GET", "/api/v1/plans?reference=sub_api", null))
                        .getJsonArray("items"))
                .hasSize(1);
        var plan = json(send(administrator, "GET", "/api/v1/plans/sub_api", null));
        assertThat(plan.getString("status")).isEqualTo("active");
        assertThat(plan.getJsonObject("interval").getString("unit")).isEqualTo("MONTH");
        assertThat(plan.getJsonObject("monthly").getInt("minor")).isEqualTo(2500);
        assertThat(plan).containsKeys("nextAt", "missed", "card", "agreed", "instalments", "movements");
        assertThat(json(send(administrator, "GET", "/api/v1/plans/movements/2026-01", null)))
                .containsKeys("month", "currencies");
    }

    @Test
    void giftsComeInPagesWithEveryFieldPresent() throws IOException {
        long donor = rows.donor("Zoë", "zoe@example.org");
        for (int i = 0; i < 5; i++) {
            rows.gift("pi_page_" + i, donor, null, NOON.plusSeconds(i));
        }
        var seen = new HashSet<String>();
        var path = "/api/v1/gifts?limit=2&donor=" + donor;
        for (String next = ""; next != null; ) {
            var page = json(send(administrator, "GET", path + next, null));
            page.getJsonArray("items")
                    .forEach(item -> seen.add(item.asJsonObject().getString("reference")));
            next = page.isNull("next") ? null : "&after=" + page.getString("next");
        }

        assertThat(seen).hasSize(5);
        var gift = json(send(administrator, "GET", "/api/v1/gifts?reference=pi_page_1", null))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(gift.keySet())
                .contains(
                        "id",
                        "reference",
                        "donor",
                        "campaign",
                        "fund",
                        "appeal",
                        "amount",
                        "fee",
                        "net",
                        "refunded",
                        "status",
                        "recurring",
                        "receivedAt",
                        "payout",
                        "receipts");
        assertThat(gift.get("amount").toString()).isEqualTo("{\"minor\":2500,\"currency\":\"EUR\"}");
        assertThat(gift.isNull("fee")).isTrue();
        assertThat(gift.getString("receivedAt")).isEqualTo("2026-11-10T12:00:01Z");
        assertThat(json(send(administrator, "GET", "/api/v1/gifts/" + gift.getInt("id"), null)))
                .containsAllEntriesOf(gift);
    }

    @Test
    void aReceiptIsHandedOutAsItWasIssued() throws IOException {
        long donor = rows.donor("Ana", "ana@example.org");
        long gift = rows.gift("pi_receipt", donor, null, NOON);
        rows.receipt("ALM-2026-7", gift, donor, "%PDF-these very bytes".getBytes(StandardCharsets.US_ASCII));

        var pdf = send(administrator, "GET", "/api/v1/receipts/ALM-2026-7.pdf", null);

        assertThat(pdf.body()).isEqualTo("%PDF-these very bytes");
        assertThat(pdf.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(send(administrator, "GET", "/api/v1/receipts?gift=pi_receipt", null)
                        .body())
                .contains("\"number\":\"ALM-2026-7\"", "\"delivery\":\"NONE\"");
    }

    @Test
    void aReceiptIsVoidedAndTheRegisterSaysSo() throws IOException {
        long donor = rows.donor("Bea", "bea@example.org");
        rows.receipt("ALM-2026-8", rows.gift("pi_void", donor, null, NOON), donor, new byte[] {1});
        var path = "/api/v1/receipts/ALM-2026-8/void";
        assertProblem(send(member("receipts@example.org", "FUNDRAISER"), "POST", path, "{\"reason\":\"x\"}"), 403);
        assertProblem(send(administrator, "POST", path, "{\"reason\":\" \"}"), 400);

        var done = json(send(administrator, "POST", path, "{\"reason\":\"misspelt\"}"));

        assertThat(done.getString("status")).isEqualTo("VOID");
        assertThat(done.getJsonObject("void").getString("reason")).isEqualTo("misspelt");
        assertProblem(send(administrator, "POST", path, "{\"reason\":\"again\"}"), 400);
        var series = json(send(administrator, "GET", "/api/v1/receipt-series/ALM-2026", null));
        assertThat(series.getJsonObject("states").getJsonObject("VOID").getInt("count"))
                .isEqualTo(1);
        assertThat(send(administrator, "GET", "/api/v1/receipt-series/ALM-2026.csv", null)
                        .body())
                .contains("receipt,ALM-2026-8,8,VOID");
        assertProblem(send(administrator, "GET", "/api/v1/receipt-series/NONE-1.csv", null), 404);
        assertThat(json(send(administrator, "GET", "/api/v1/receipt-tasks", null))
                        .keySet())
                .containsExactly("correct", "waiting");
        var issuer = json(send(administrator, "GET", "/api/v1/receipt-issuers/main", null));
        assertThat(issuer.isNull("regime")).isTrue();
        assertProblem(
                send(administrator, "PATCH", "/api/v1/receipt-issuers/main", "{\"regime\":\"DE\",\"version\":0}"), 400);
    }

    @Test
    void anIssuersTextIsWrittenByOneAndApprovedByAnother() throws IOException {
        rows.gift("pi_text", rows.donor("Ann Text", "text@example.org"), null, NOON);
        var writer = member("writer@example.org", "FUNDRAISER");
        var path = "/api/v1/receipt-templates";
        assertProblem(send(writer, "POST", path, "{\"language\":\"en\",\"mailSubject\":\"Thanks\"}"), 400);
        var draft = send(writer, "POST", path, "{\"language\":\"en\",\"pageThanks\":\"How kind, {donor}!\"}");
        assertThat(draft.statusCode()).isEqualTo(201);
        var one = path + "/" + json(draft).getInt("id");
        assertThat(json(send(writer, "PATCH", one, "{\"mailSubject\":\"Kind: {number}\",\"version\":1}"))
                        .getInt("version"))
                .isEqualTo(2);
        assertThat(json(send(writer, "GET", one + "/preview?gift=pi_text", null))
                        .getString("subject"))
                .startsWith("Kind: ");
        assertThat(send(writer, "GET", one + "/preview.pdf?gift=pi_text", null).body())
                .startsWith("%PDF-");
        var today = "{\"from\":\"" + LocalDate.now(ZoneOffset.UTC).plusDays(2) + "\",\"version\":2}";
        assertThat(send(writer, "POST", one + "/approve", today).statusCode()).isEqualTo(403);
        assertProblem(send(administrator, "POST", one + "/approve", today.replace("2}", "1}")), 409);
        assertThat(json(send(administrator, "POST", one + "/approve", today)).getString("status"))
                .isEqualTo("COMING");
        assertProblem(send(administrator, "DELETE", one, null), 400);
    }

    @Test
    void aRefundIsPreviewedOrderedOnceAndAgreedToBySomebodyElse() throws IOException {
        rows.gift("pi_refund", null, null, NOON);
        books.useHandle(handle -> handle.execute("update gift set currency = 'SEK' where reference = 'pi_refund'"));
        var refunder = member("refunder@example.org", "REFUNDER");
        var path = "/api/v1/gifts/pi_refund/refunds";
        var wanted = "{\"amount\":{\"minor\":1000,\"currency\":\"SEK\"},\"reason\":\"duplicate\",\"note\":\"twice\"}";

        var preview = json(send(refunder, "POST", path + "?preview=true", wanted));
        assertThat(preview.getString("statusAfter")).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(preview.getJsonObject("leftAfter").getInt("minor")).isEqualTo(1500);
        assertThat(preview.getBoolean("secondPerson")).isTrue();
        assertThat(json(send(refunder, "GET", "/api/v1/refunds?gift=pi_refund", null))
                        .getJsonArray("items"))
                .isEmpty();

        var made = keyed(refunder, path, wanted, "our-key-1");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var order = json(made);
        var self = "/api/v1/refunds/" + order.getInt("id");
        assertThat(made.headers().firstValue("Location").orElse("")).endsWith(self);
        var again = keyed(refunder, path, wanted, "our-key-1");
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertProblem(keyed(refunder, path, "{\"reason\":\"fraudulent\"}", "our-key-1"), 409);
        assertProblem(keyed(refunder, path, wanted, "not a key"), 400);

        assertProblem(send(refunder, "POST", self + "/approve", ""), 409);
        assertThat(json(send(administrator, "POST", self + "/approve", "")).getString("status"))
                .isEqualTo("APPROVED");
        assertThat(json(send(administrator, "GET", self, null)).getString("decidedBy"))
                .isEqualTo(AlmonerProcess.ADMIN_EMAIL);
        assertThat(json(send(refunder, "POST", self + "/decline", "")).getString("status"))
                .isEqualTo("WITHDRAWN");
        assertProblem(send(refunder, "POST", self + "/decline", ""), 409);
        var problem = assertProblem(
                send(refunder, "POST", path, "{\"amount\":{\"minor\":2501,\"currency\":\"EUR\"},\"reason\":\"x\"}"),
                400);
        assertThat(problem.getJsonArray("errors").toString())
                .contains("amount.minor", "at most 25.00 SEK", "amount.currency", "reason", "requested_by_customer");
        assertProblem(send(refunder, "POST", path, "{\"amount\":{},\"reason\":\"duplicate\"}"), 400);
        assertProblem(send(refunder, "POST", "/api/v1/gifts/pi_none/refunds", wanted), 404);
        assertProblem(send(member("onlooker@example.org", "AUDITOR"), "POST", path, wanted), 403);
    }
}
