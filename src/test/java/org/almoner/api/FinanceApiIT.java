package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What finance and auditors take out of the books by programs. */
class FinanceApiIT extends ServedApi {

    @Test
    void aMonthIsPackedByTheMonthlyCloseAndHandedOutAsItWasKept() throws IOException {
        rows.balanceTransaction("txn_pack", "charge", "SEK", 2_500, 98, Instant.parse("2020-03-05T12:00:00Z"), "x");

        assertThat(send(administrator, "GET", "/api/v1/reconciliations/2020-03.zip", null)
                        .body())
                .startsWith("PK");
        var started = send(administrator, "POST", "/api/v1/jobs/monthly-close", "{\"date\":\"2020-03-31\"}");
        assertThat(started.statusCode()).isEqualTo(202);
        var run = "/api/v1/jobs/executions/" + json(started).getInt("id");
        await().atMost(Duration.ofSeconds(60)).until(() -> !json(send(administrator, "GET", run, null))
                .getString("status")
                .equals("STARTED"));
        assertThat(json(send(administrator, "GET", run, null)).getString("status"))
                .isEqualTo("COMPLETED");

        var kept = json(send(administrator, "GET", "/api/v1/reconciliations/2020-03/packages?entity=main", null))
                .getJsonArray("items");
        assertThat(kept).hasSize(1);
        assertThat(kept.getJsonObject(0).getString("entity")).isEqualTo("main");
        assertThat(kept.getJsonObject(0).getString("kind")).isEqualTo("DRAFT");
        var archive = "/packages/" + kept.getJsonObject(0).getInt("id") + ".zip";
        assertThat(send(administrator, "GET", "/api/v1/reconciliations/2020-03" + archive, null)
                        .body())
                .startsWith("PK");
        assertProblem(send(administrator, "GET", "/api/v1/reconciliations/2020-04" + archive, null), 404);
        assertProblem(send(administrator, "GET", "/api/v1/reconciliations/2020-13.zip", null), 404);
        var ofMain = send(administrator, "GET", "/api/v1/reconciliations/2020-03.csv?entity=main", null);
        assertThat(ofMain.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("reconciliation-2020-03-main.csv");
        assertThat(ofMain.body()).contains("txn_pack");
        assertProblem(send(administrator, "GET", "/api/v1/reconciliations/2020-03.zip?entity=nobody", null), 400);
    }

    @Test
    void aFigureIsFollowedToItsBalanceTransactions() throws IOException {
        rows.balanceTransaction("txn_trace_1", "charge", "DKK", 2_500, 98, Instant.parse("2020-05-05T12:00:00Z"), "x");
        rows.balanceTransaction("txn_trace_2", "fee", "DKK", -300, 0, Instant.parse("2020-05-06T12:00:00Z"), "x");

        var fees = json(send(
                        administrator,
                        "GET",
                        "/api/v1/balance-transactions?month=2020-05&currency=DKK&bucket=fees",
                        null))
                .getJsonArray("items");
        assertThat(fees).hasSize(2);
        assertThat(fees.getJsonObject(0).getJsonObject("share").getInt("minor")).isEqualTo(-300);
        assertThat(fees.getJsonObject(1).getJsonObject("share").getInt("minor")).isEqualTo(-98);
        assertThat(json(send(administrator, "GET", "/api/v1/balance-transactions/txn_trace_1", null))
                        .getString("bucket"))
                .isEqualTo("charges");
        assertProblem(send(administrator, "GET", "/api/v1/balance-transactions?bucket=tips", null), 400);
        assertProblem(send(administrator, "GET", "/api/v1/balance-transactions?currency=euro", null), 400);
        assertProblem(send(administrator, "GET", "/api/v1/balance-transactions/txn_none", null), 404);
    }

    @Test
    void anExceptionIsGivenToSomebodyAndTalkedAbout() throws IOException {
        var day = LocalDate.of(2019, 3, 1);
        rows.exception("UNSETTLED", "pi_desk", day, Instant.parse("2019-03-05T12:00:00Z"), day.plusDays(20), null);
        var path = "/api/v1/exceptions/"
                + json(send(administrator, "GET", "/api/v1/exceptions?reference=pi_desk", null))
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getInt("id");

        assertThat(json(send(administrator, "GET", path, null)).getJsonArray("comments"))
                .isEmpty();
        assertProblem(send(administrator, "POST", path + "/assign", "{\"assignee\":\"never-seen@example.org\"}"), 400);
        var taken = json(send(administrator, "POST", path + "/assign", "{\"assignee\":null}"));
        assertThat(taken.isNull("assignee")).isTrue();
        var said = json(send(administrator, "POST", path + "/comments", "{\"text\":\"asked Stripe\"}"));
        assertThat(said.getJsonArray("comments").getJsonObject(0).getString("text"))
                .isEqualTo("asked Stripe");
        assertProblem(send(administrator, "POST", path + "/comments", "{\"text\":\" \"}"), 400);
        assertThat(said.getJsonArray("suggestions")).isEmpty();
        assertProblem(send(administrator, "POST", path + "/links", "{}"), 400);
        assertProblem(send(administrator, "POST", path + "/links", "{\"parts\":[{\"gift\":\"pi_none\"}]}"), 409);
        assertProblem(send(administrator, "POST", path + "/links/undo", "{\"reason\":\"x\"}"), 409);
        assertProblem(send(administrator, "GET", "/api/v1/exceptions/999999999", null), 404);
        assertProblem(send(administrator, "GET", "/api/v1/exceptions?age=old", null), 400);
        assertThat(send(administrator, "GET", "/api/v1/exceptions?assignee=nobody&age=91-", null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anExceptionIsWrittenOffOnceHoweverOftenItIsAskedFor() throws IOException {
        var at = Instant.parse("2019-04-05T12:00:00Z");
        var day = LocalDate.of(2019, 4, 1);
        rows.exception("UNSETTLED", "pi_accept", day, at, day.plusDays(20), null);
        var path = "/api/v1/exceptions/"
                + json(send(administrator, "GET", "/api/v1/exceptions?reference=pi_accept", null))
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getInt("id")
                + "/write-offs";
        var wish = "{\"reason\":\"Stripe will pay it out next year\"}";

        var told = json(send(administrator, "POST", path + "?preview=true", "{}"));
        assertThat(told.isNull("entry")).isTrue();
        assertThat(told.getBoolean("secondPerson")).isFalse();
        assertProblem(send(administrator, "POST", path, "{}"), 400);
        assertThat(send(administrator, "POST", path, wish).statusCode()).isEqualTo(201);
        assertThat(send(administrator, "POST", path, wish).statusCode()).isEqualTo(200);
        assertProblem(send(administrator, "POST", path, "{\"reason\":\"another\"}"), 409);
        assertThat(json(send(administrator, "GET", "/api/v1/exceptions?status=WRITTEN_OFF&reference=pi_accept", null))
                        .getJsonArray("items"))
                .hasSize(1);
        assertProblem(send(administrator, "POST", path + "/999999999/approve", null), 404);
    }
}
