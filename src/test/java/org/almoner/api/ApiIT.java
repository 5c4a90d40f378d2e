package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API as programs meet it, on {@code target/almoner.jar} over a database that the test can fill. */
class ApiIT {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    private static final String PASSWORD = "another horse battery";

    private static AlmonerProcess almoner;
    private static Jdbi books;
    private static Rows rows;
    private static String administrator;

    @BeforeAll
    static void start() throws IOException {
        var database = TestDatabase.fresh();
        books = Jdbi.create(database);
        rows = new Rows(books);
        almoner = AlmonerProcess.started(
                "api",
                Map.of(
                        "ALMONER_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + database.getPortNumbers()[0] + "/"
                                + database.getDatabaseName(),
                        "ALMONER_DATABASE_USER",
                        "postgres",
                        "ALMONER_DATABASE_PASSWORD",
                        "postgres"));
        administrator = token(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() {
        almoner.close();
    }

    @Test
    void whoDoesNotSayWhoTheyAreLearnsNothing() throws IOException {
        for (var path : new String[] {"/api/v1/gifts", "/api/v1/nothing", "/api/v1/receipts/A-1.pdf"}) {
            var answer = almoner.get(path);
            assertProblem(answer, 401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"Almoner\"");
        }
        assertProblem(send("alm_wrong", "GET", "/api/v1/gifts", null), 401);
        assertProblem(basic("/api/v1/gifts", "GET", AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD), 401);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nothing, 404",
        "/api/v1/gifts/999999, 404",
        "/api/v1/receipts/ALM-1999-1.pdf, 404",
        "/api/v1/reconciliations/2026-13, 404",
        "/api/v1/reports/sustainability/2999-01, 404",
        "/api/v2/gifts, 404",
        "/api/v1/gifts?status=FOO, 400",
        "/api/v1/gifts?limit=0, 400",
        "/api/v1/gifts?limit=501, 400",
        "/api/v1/gifts?limit=many, 400",
        "/api/v1/gifts?after=nonsense, 400",
        "/api/v1/gifts?from=yesterday, 400",
        "/api/v1/gifts?donor=zoe, 400",
        "/api/v1/gifts?satus=RECEIVED, 400",
        "/api/v1/refunds?status=LOST, 400",
        "/api/v1/refunds/999999, 404",
        "/api/v1/exceptions?kind=ODD, 400",
        "/api/v1/receipts?delivery=LOST, 400",
        "/api/v1/events?status=LATE, 400",
        "/api/v1/plans/sub_nobody, 404",
        "/api/v1/plans?interval=MOON, 400",
        "/api/v1/plans?missing=perhaps, 400",
        "/api/v1/plans/movements/2026-13, 404",
        "/api/v1/plans/movements/2999-01, 404",
    })
    void everyRefusalIsAProblem(String path, int status) throws IOException {
        assertProblem(send(administrator, "GET", path, null), status);
    }

    @Test
    void aProblemNamesTheFieldAndTheRemedy() throws IOException {
        var problem = assertProblem(send(administrator, "GET", "/api/v1/gifts?status=FOO", null), 400);
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("status");
        assertThat(problem.getString("detail")).contains("PARTIALLY_REFUNDED", "CHARGED_BACK");

        problem = assertProblem(
                send(
                        administrator,
                        "POST",
                        "/api/v1/campaigns",
                        "{\"code\":\"x\",\"goal\":{\"minor\":-1,\"currency\":\"eur\"},\"sdg\":18,\"colour\":1}"),
                400);
        assertThat(problem.getJsonArray("errors").toString()).contains("colour", "known are");
    }

    @Test
    void methodMediaTypeAndBodyAreCheckedBeforeAnythingElse() throws IOException {
        var answer = send(administrator, "DELETE", "/api/v1/gifts", null);
        assertProblem(answer, 405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
        assertProblem(
                almoner.send(HttpRequest.newBuilder(almoner.at("/api/v1/gifts"))
                        .header("Authorization", "Bearer " + administrator)
                        .header("Accept", "text/html")),
                406);
        assertProblem(
                almoner.send(HttpRequest.newBuilder(almoner.at("/api/v1/campaigns"))
                        .header("Authorization", "Bearer " + administrator)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("x"))),
                415);
        assertProblem(send(administrator, "POST", "/api/v1/campaigns", "{\"code\""), 400);
        assertProblem(send(administrator, "POST", "/api/v1/campaigns", "{\"a\":\"" + "x".repeat(70_000) + "\"}"), 413);
    }

    @Test
    void aTokenWorksUntilItIsRevokedAndMakesNoOther() throws IOException {
        var made = basic("/api/v1/tokens", "POST", AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        assertThat(made.statusCode()).isEqualTo(201);
        var json = json(made);
        var secret = json.getString("token");
        assertThat(send(secret, "GET", "/api/v1/gifts", null).statusCode()).isEqualTo(200);
        assertProblem(send(secret, "POST", "/api/v1/tokens", "{\"name\":\"child\"}"), 403);
        assertThat(send(secret, "GET", "/api/v1/tokens", null).body()).doesNotContain(secret);

        assertThat(send(secret, "DELETE", "/api/v1/tokens/" + json.getInt("id"), null)
                        .statusCode())
                .isEqualTo(204);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> send(secret, "GET", "/api/v1/gifts", null).statusCode() == 401);
    }

    @Test
    void guessingPasswordsIsSlowedDown() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertProblem(basic("/api/v1/tokens", "POST", "guessed@example.org", "guess " + i), 401);
        }

        var answer = basic("/api/v1/tokens", "POST", "guessed@example.org", "guess 11");

        assertProblem(answer, 429);
        assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
    }

    @Test
    void rolesAllowWhatTheyShould() throws IOException {
        var auditor = member("auditor@example.org", "AUDITOR");
        var fundraiser = member("fundraiser@example.org", "FUNDRAISER");
        var nobody = member("nobody@example.org", null);

        assertThat(send(auditor, "GET", "/api/v1/gifts", null).statusCode()).isEqualTo(200);
        assertProblem(send(auditor, "POST", "/api/v1/campaigns", "{\"code\":\"a\",\"name\":\"A\"}"), 403);
        assertProblem(send(auditor, "POST", "/api/v1/jobs/nightly-close", "{}"), 403);
        assertProblem(send(fundraiser, "POST", "/api/v1/jobs/nightly-close", "{}"), 403);
        assertProblem(send(fundraiser, "POST", "/api/v1/affiliates", "{\"code\":\"a\"}"), 403);
        assertProblem(send(fundraiser, "GET", "/api/v1/staff", null), 403);
        assertThat(send(fundraiser, "POST", "/api/v1/campaigns", "{\"code\":\"by-role\",\"name\":\"A\"}")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(send(nobody, "GET", "/api/v1/gifts", null), 403);
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
                .isEqualTo(gift);
    }

    @Test
    void aMonthIsExplainedAsJsonAndAsFiles() throws IOException {
        rows.balanceTransaction("txn_it", "charge", "CHF", 2_500, 98, Instant.parse("2020-02-05T12:00:00Z"), "x");

        var month = json(send(administrator, "GET", "/api/v1/reconciliations/2020-02", null));

        assertThat(month.getString("status")).isEqualTo("OPEN");
        var line = month.getJsonArray("currencies").getJsonObject(0);
        assertThat(line.getInt("charges")).isEqualTo(2_500);
        assertThat(line.getInt("fees")).isEqualTo(-98);
        assertThat(line.getInt("closing")).isEqualTo(2_402);
        assertThat(send(administrator, "GET", "/api/v1/reconciliations/2020-02.csv", null)
                        .body())
                .contains("summary,2020-02,CHF,charges,25.00", "transaction,2020-02,CHF,txn_it,25.00,0.98,24.02");
        assertThat(send(administrator, "GET", "/api/v1/reconciliations/2020-02.xlsx", null)
                        .body())
                .startsWith("PK");
        assertThat(send(administrator, "GET", "/api/v1/reconciliations/2020-02.pdf", null)
                        .body())
                .startsWith("%PDF");
        assertThat(send(administrator, "GET", "/api/v1/reports/sustainability/2020-02", null)
                        .statusCode())
                .isEqualTo(200);
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

    @Test
    void aStrangeJobIsNotStartedAndAStrangeDateNeither() throws IOException {
        assertProblem(send(administrator, "POST", "/api/v1/jobs/tea", "{}"), 404);
        assertProblem(send(administrator, "POST", "/api/v1/jobs/nightly-close", "{\"date\":\"19.11.2026\"}"), 400);
        assertProblem(send(administrator, "GET", "/api/v1/jobs/executions/999999", null), 404);
        assertProblem(send(administrator, "POST", "/api/v1/events/evt_none/redrive", ""), 404);
    }

    @Test
    void theConnectionToStripeIsTold() throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !json(send(administrator, "GET", "/api/v1/stripe/endpoint", null))
                        .isNull("askedAt"));
        var told = json(send(administrator, "GET", "/api/v1/stripe/endpoint", null));
        assertThat(told.getBoolean("key")).isFalse();
        assertThat(told.getString("url")).endsWith("/webhooks/stripe");
        assertThat(told.getJsonArray("requirements").getJsonObject(0).getString("outcome"))
                .isEqualTo("OPEN");
        assertThat(told.keySet())
                .contains("alarms", "newestAt", "quietAfterSeconds", "waiting", "parked", "traffic", "sweeps");
    }

    @Test
    void theServedDescriptionSaysWhatItDescribes() throws IOException {
        assertThat(almoner.get("/openapi").body()).contains("title: Almoner", "/api/v1/gifts", "bearer");
    }

    @Test
    void aReportOfStripesIsComparedOnceAndRefusedWithItsPlace() throws IOException {
        rows.balanceTransaction("txn_report", "charge", "EUR", 2_500, 63, NOON, null);
        var csv = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category\n"
                + "txn_report,2026-11-10 12:00:00,eur,25.00,0.63,24.36,charge\n";
        var made = report(administrator, "?name=november.csv&from=2026-11-10&to=2026-11-10", csv, "text/csv");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var location = made.headers().firstValue("Location").orElseThrow();
        assertThat(json(made).getString("outcome")).isEqualTo("DIFFERS");
        assertThat(json(made).getString("kind")).isEqualTo("BALANCE_CHANGE");

        var again = report(administrator, "", csv, "text/csv");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Location")).hasValue(location);
        var path = "/api/v1/stripe-reports/" + json(made).getInt("id");
        var difference = json(send(administrator, "GET", path + "/differences?limit=1", null))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(difference.getString("field")).isEqualTo("net");
        assertThat(difference.getJsonObject("ours").getInt("minor")).isEqualTo(2_437);
        assertThat(difference.getJsonObject("theirs").getInt("minor")).isEqualTo(2_436);
        assertThat(send(administrator, "POST", path + "/comparison", null).statusCode())
                .isEqualTo(200);

        var problem = assertProblem(report(administrator, "", csv.replace("25.00", "=1+1"), "text/csv"), 400);
        assertThat(problem.getString("detail")).contains("Line 2, column 4 (gross)");
        assertProblem(report(administrator, "?zone=Nowhere", csv, "text/csv"), 400);
        assertProblem(report(administrator, "", csv, "application/json"), 415);
        assertProblem(report(member("reader@example.org", "AUDITOR"), "", csv, "text/csv"), 403);
        assertProblem(send(administrator, "GET", "/api/v1/stripe-reports/999999", null), 404);
    }

    private static HttpResponse<String> report(String token, String query, String csv, String type) throws IOException {
        return almoner.send(HttpRequest.newBuilder(almoner.at("/api/v1/stripe-reports" + query))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(csv)));
    }

    private static String member(String email, String role) throws IOException {
        var roles = role == null ? "[]" : "[\"" + role + "\"]";
        var made = send(
                administrator,
                "POST",
                "/api/v1/staff",
                "{\"email\":\"" + email + "\",\"name\":\"Somebody\",\"password\":\"" + PASSWORD + "\",\"roles\":"
                        + roles + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        if (role == null) {
            send(administrator, "PATCH", "/api/v1/staff/" + email, "{\"roles\":[\"AUDITOR\"],\"version\":1}");
            var token = token(email, PASSWORD);
            send(administrator, "PATCH", "/api/v1/staff/" + email, "{\"roles\":[],\"version\":2}");
            return token;
        }
        return token(email, PASSWORD);
    }

    private static String token(String email, String password) throws IOException {
        var answer = basic("/api/v1/tokens", "POST", email, password);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).getString("token");
    }

    private static HttpResponse<String> basic(String path, String method, String email, String password)
            throws IOException {
        var pair = Base64.getEncoder().encodeToString((email + ":" + password).getBytes(StandardCharsets.UTF_8));
        return almoner.send(HttpRequest.newBuilder(almoner.at(path))
                .header("Authorization", "Basic " + pair)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"name\":\"it\"}")));
    }

    private static HttpResponse<String> keyed(String token, String path, String body, String key) throws IOException {
        return almoner.send(HttpRequest.newBuilder(almoner.at(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(String token, String method, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(almoner.at(path)).header("Authorization", "Bearer " + token);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return almoner.send(
                request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static JsonObject assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = json(answer);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        return problem;
    }

    private static JsonObject json(HttpResponse<String> answer) {
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
