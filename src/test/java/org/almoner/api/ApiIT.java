package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for the whole API, and the deeds of finance and operators. */
class ApiIT extends ServedApi {

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
        "/api/v1/disputes?stage=ODD, 400",
        "/api/v1/disputes/du_nobody, 404",
        "/api/v1/exceptions?kind=ODD, 400",
        "/api/v1/receipts?delivery=LOST, 400",
        "/api/v1/events?status=LATE, 400",
        "/api/v1/plans/sub_nobody, 404",
        "/api/v1/dunning?klass=HARD, 400",
        "/api/v1/dunning/policies/NOBODY, 404",
        "/api/v1/plans?interval=MOON, 400",
        "/api/v1/mail/letters?state=LOST, 400",
        "/api/v1/mail/letters?after=nonsense, 400",
        "/api/v1/mail/letters/00000000-0000-4000-8000-000000000000, 404",
        "/api/v1/mail/suppressions?reason=ODD, 400",
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
        assertProblem(send(auditor, "PUT", "/api/v1/dunning/cards", "{}"), 403);
        assertProblem(send(auditor, "POST", "/api/v1/mail/suppressions", "{}"), 403);
        assertProblem(send(fundraiser, "POST", "/api/v1/mail/sending/pause", "{\"reason\":\"why\"}"), 403);
        assertProblem(send(auditor, "PUT", "/api/v1/dunning/policies/HARD", "{}"), 403);
        assertProblem(send(fundraiser, "POST", "/api/v1/jobs/nightly-close", "{}"), 403);
        assertProblem(send(fundraiser, "POST", "/api/v1/affiliates", "{\"code\":\"a\"}"), 403);
        assertProblem(send(fundraiser, "GET", "/api/v1/staff", null), 403);
        assertThat(send(fundraiser, "POST", "/api/v1/campaigns", "{\"code\":\"by-role\",\"name\":\"A\"}")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(send(nobody, "GET", "/api/v1/gifts", null), 403);
    }

    @Test
    void legalEntitiesAreKeptByAdministrators() throws IOException {
        var finance = member("finance-entities@example.org", "FINANCE");
        var body = "{\"code\":\"verein\",\"name\":\"Verein e. V.\",\"stripeAccounts\":[\"acct_verein\"],"
                + "\"tolerance\":[{\"minor\":100,\"currency\":\"EUR\"}]}";
        assertProblem(send(finance, "POST", "/api/v1/legal-entities", body), 403);
        var made = send(administrator, "POST", "/api/v1/legal-entities", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertProblem(send(administrator, "POST", "/api/v1/legal-entities", body), 409);

        var path = "/api/v1/legal-entities/verein";
        var changed = json(send(administrator, "PATCH", path, "{\"tolerance\":null,\"version\":1}"));
        assertThat(changed.getJsonArray("tolerance")).isEmpty();
        assertThat(changed.getJsonArray("stripeAccounts").getString(0)).isEqualTo("acct_verein");
        assertThat(json(send(finance, "GET", path, null))).isEqualTo(changed);
        assertProblem(send(administrator, "PATCH", path, "{\"stripeAccounts\":[\"no body\"],\"version\":2}"), 400);
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
    void aMonthIsClosedByTwoWhoSawTheSameAndReopenedByAnAdministrator() throws IOException {
        var fin = member("fin-months@example.org", "FINANCE");
        var finn = member("finn-months@example.org", "FINANCE");
        var path = "/api/v1/reconciliations/2012-03";
        var problem = assertProblem(send(fin, "POST", path + "/close-requests", "{}"), 409);
        assertThat(problem.getJsonArray("errors").toString()).contains("NOT_SEEN.2012-03");
        books.useHandle(handle ->
                handle.execute("insert into settlement_period values ('2012-03-01', 'BALANCED', now(), '2012-04-02')"));

        var asked = send(fin, "POST", path + "/close-requests", "{\"note\":\"all seen\"}");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        var request = path + "/close-requests/" + json(asked).getInt("id");
        var seen = json(send(finn, "POST", path + "/close-requests?preview=true", "{}"))
                .getString("seen");
        assertProblem(send(fin, "POST", request + "/agree", "{\"seen\":\"" + seen + "\"}"), 409);
        assertProblem(send(finn, "POST", request + "/agree", "{\"seen\":\"else\"}"), 409);
        assertProblem(send(finn, "POST", request + "/agree", "{}"), 400);
        assertThat(json(send(finn, "POST", request + "/agree", "{\"seen\":\"" + seen + "\"}"))
                        .getString("status"))
                .isEqualTo("CLOSED");
        assertThat(json(send(fin, "GET", path, null)).getString("status")).isEqualTo("CLOSED");

        assertProblem(send(fin, "POST", path + "/reopenings", "{\"reason\":\"x\"}"), 403);
        assertProblem(send(administrator, "POST", path + "/reopenings", "{}"), 400);
        assertThat(json(send(administrator, "POST", path + "/reopenings", "{\"reason\":\"a mistake\"}"))
                        .getString("status"))
                .isEqualTo("BALANCED");
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
        assertThat(told.getJsonArray("accounts")).hasSize(1);
        assertThat(told.getJsonArray("accounts").getJsonObject(0).getString("name"))
                .isEmpty();
        assertThat(told.getJsonArray("accounts").getJsonObject(0).getBoolean("sandbox"))
                .isFalse();
        assertThat(json(send(administrator, "GET", "/api/v1/gifts?test=true", null))
                        .getJsonArray("items"))
                .isEmpty();
        assertThat(json(send(administrator, "GET", "/api/v1/events?account=nobody", null))
                        .getJsonArray("items"))
                .isEmpty();
        assertProblem(send(administrator, "GET", "/api/v1/gifts?test=perhaps", null), 400);
        assertThat(told.getJsonArray("requirements").getJsonObject(0).getString("outcome"))
                .isEqualTo("OPEN");
        assertThat(told.keySet())
                .contains("alarms", "newestAt", "quietAfterSeconds", "waiting", "parked", "traffic", "sweeps");
        assertThat(almoner.get("/metrics?scope=application").body())
                .containsPattern("(?m)^intake_silence_limit_seconds\\S* -1(\\.0)?$")
                .containsPattern("(?m)^intake_oldest_wait_seconds\\S* \\d");
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

    @Test
    void aReplayOfEverythingIsOrderedFollowedAndDeletedByAdministratorsOnly() throws IOException {
        assertProblem(send(member("replay@example.org", "FINANCE"), "POST", "/api/v1/replays", "{}"), 403);
        assertProblem(send(administrator, "POST", "/api/v1/replays", "{\"event\":\"evt_nobody\"}"), 400);
        assertProblem(send(administrator, "POST", "/api/v1/replays", "{\"events\":1}"), 400);

        var ordered = send(administrator, "POST", "/api/v1/replays", "{\"type\":\"payment_intent.succeeded\"}");
        assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
        var path = "/api/v1/replays/" + json(ordered).getInt("id");
        assertThat(ordered.headers().firstValue("Location").orElse("")).endsWith(path);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(send(administrator, "GET", path, null)).getString("status"), "COMPLETED"::equals);
        assertThat(json(send(administrator, "GET", path, null)).getString("phase"))
                .isEqualTo("DONE");
        assertThat(send(administrator, "GET", path + "/differences", null).statusCode())
                .isEqualTo(200);

        assertThat(send(administrator, "DELETE", path, null).statusCode()).isEqualTo(204);
        assertProblem(send(administrator, "GET", path, null), 404);
    }

    private static HttpResponse<String> report(String token, String query, String csv, String type) throws IOException {
        return almoner.send(HttpRequest.newBuilder(almoner.at("/api/v1/stripe-reports" + query))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(csv)));
    }
}
