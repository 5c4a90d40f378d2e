package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Chart, mapping and journal batches. */
class JournalApiIT extends ServedApi {

    @Test
    void aMonthGoesFromTheStarterChartToAFile() throws IOException {
        var made = send(administrator, "POST", "/api/v1/chart-accounts/starter", "{\"from\":\"2030-01\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertProblem(send(administrator, "POST", "/api/v1/chart-accounts/starter", "{}"), 409);
        rows.gift("pi_journal", null, null, Instant.parse("2031-01-10T12:00:00Z"));
        var wish = "{\"month\":\"2031-01\",\"granularity\":\"MONTH\"}";
        assertProblem(send(administrator, "POST", "/api/v1/journals", wish), 409);
        books.useHandle(
                handle -> handle.execute("insert into settlement_period (period, status, status_since, closed_on)"
                        + " values ('2031-01-01', 'BALANCED', now(), now())"));

        var preview = json(send(administrator, "GET", "/api/v1/journals/preview?month=2031-01", null));
        assertThat(preview.getBoolean("possible")).as(preview.toString()).isTrue();
        var batch = json(send(administrator, "POST", "/api/v1/journals", wish));
        var path = "/api/v1/journals/" + batch.getInt("id");

        assertThat(batch.getJsonArray("files")).hasSize(5);
        assertThat(json(send(administrator, "GET", path + "/lines", null)).getJsonArray("items"))
                .hasSize(2);
        assertThat(json(send(administrator, "GET", path + "/lines/1/entries", null))
                        .getJsonArray("items"))
                .hasSize(1);
        var file = send(administrator, "GET", path + "/file?format=QUICKBOOKS_DESKTOP", null);
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).contains(".iif");
        assertThat(send(administrator, "GET", path + "/file?format=QUICKBOOKS_DESKTOP", null)
                        .body())
                .isEqualTo(file.body());
        assertProblem(send(administrator, "GET", path + "/file?format=DATEV", null), 409);
        assertThat(json(send(administrator, "POST", path + "/confirmation", "{\"reference\":\"JE-1\"}"))
                        .getString("status"))
                .isEqualTo("CONFIRMED");
        assertProblem(send(administrator, "POST", path + "/reversal", "{}"), 400);
        var auditor = member("journal-auditor@example.org", "AUDITOR");
        assertProblem(send(auditor, "POST", "/api/v1/journals", wish), 403);
        assertThat(send(auditor, "GET", path, null).statusCode()).isEqualTo(200);
    }

    @Test
    void rulesAndSettingsAreWrittenTriedAndTakenFromFiles() throws IOException {
        send(administrator, "POST", "/api/v1/legal-entities", "{\"code\":\"journal\",\"name\":\"Journal\"}");
        send(
                administrator,
                "POST",
                "/api/v1/chart-accounts",
                "{\"entity\":\"journal\",\"code\":\"X100\",\"name\":\"Somewhere\",\"type\":\"EXPENSE\"}");
        var rule = json(
                send(
                        administrator,
                        "POST",
                        "/api/v1/mapping-rules",
                        "{\"entity\":\"journal\",\"role\":\"REFUNDS\",\"currency\":\"XAF\",\"account\":\"X100\",\"from\":\"2032-01\"}"));
        assertThat(rule.getString("from")).isEqualTo("2032-01");
        assertProblem(
                send(administrator, "POST", "/api/v1/mapping-rules", "{\"account\":\"none\",\"from\":\"2032-01\"}"),
                400);
        var trial = send(
                administrator,
                "POST",
                "/api/v1/mapping-rules/trial",
                "{\"entity\":\"journal\",\"role\":\"REFUNDS\",\"currency\":\"XAF\",\"account\":\"X100\",\"month\":\"2032-01\"}");
        assertThat(trial.statusCode()).as(trial.body()).isEqualTo(200);
        var path = "/api/v1/mapping-rules/" + rule.getInt("id");
        assertThat(json(send(administrator, "POST", path + "/end", "{\"to\":\"2032-02\"}"))
                        .getString("to"))
                .isEqualTo("2032-02");

        var taken = almoner.send(HttpRequest.newBuilder(almoner.at("/api/v1/chart-accounts/file"))
                .header("Authorization", "Bearer " + administrator)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("entity,code,name,type,active\njournal,X100,Renamed,EXPENSE,true\n")));
        assertThat(json(taken).getInt("changed")).isEqualTo(1);
        assertThat(send(administrator, "GET", "/api/v1/mapping-rules/file", null)
                        .body())
                .contains("XAF");
        var settings = json(
                send(administrator, "PATCH", "/api/v1/journals/settings/journal", "{\"datevClient\":7,\"version\":0}"));
        assertThat(settings.getInt("datevClient")).isEqualTo(7);
        assertProblem(
                send(administrator, "PATCH", "/api/v1/journals/settings/journal", "{\"datevClient\":8,\"version\":0}"),
                409);
    }

    @Test
    void aPledgeIsOwedOnceItsConditionIsMetAndIsPaidByAGift() throws IOException {
        send(administrator, "POST", "/api/v1/funds", "{\"code\":\"promised\",\"name\":\"Promised\"}");
        long donor = rows.donor("Pia", "pia@example.org");
        var draft = "{\"donor\":" + donor + ",\"fund\":\"promised\",\"minor\":9000,\"currency\":\"EUR\","
                + "\"reference\":\"letter\",\"promisedOn\":\"2026-01-02\",\"condition\":\"a permit\"}";
        var pledge = json(send(administrator, "POST", "/api/v1/pledges", draft));
        assertThat(pledge.getString("state")).isEqualTo("CONDITIONAL");
        var path = "/api/v1/pledges/" + pledge.getInt("id");
        assertProblem(send(administrator, "POST", path + "/payments", "{\"gift\":\"pi_promised\"}"), 400);
        var met = json(send(administrator, "POST", path + "/met", "{\"on\":\"2026-02-01\",\"reference\":\"permit\"}"));
        assertThat(met.getJsonObject("outstanding").getInt("minor")).isEqualTo(9000);
        long gift = rows.gift("pi_promised", donor, null, NOON);
        books.useHandle(handle -> handle.execute(
                "update gift set fund_id = (select id from fund where code = 'promised') where id = ?", gift));
        var paid = json(send(administrator, "POST", path + "/payments", "{\"gift\":\"pi_promised\"}"));
        assertThat(paid.getJsonObject("outstanding").getInt("minor")).isEqualTo(6500);
        var disclosed = json(send(administrator, "GET", "/api/v1/funds/promised/net-assets", null))
                .getJsonArray("pledges")
                .getJsonObject(0);
        assertThat(disclosed.getJsonObject("receivable").getInt("minor")).isEqualTo(6500);
        assertThat(json(send(administrator, "POST", path + "/end", "{\"reason\":\"gone\"}"))
                        .getString("state"))
                .isEqualTo("WRITTEN_OFF");
        assertProblem(send(administrator, "POST", "/api/v1/pledges", draft.replace("9000", "0")), 400);
        assertProblem(send(administrator, "GET", "/api/v1/pledges/999999", null), 404);
    }

    @Test
    void boundMoneyIsReleasedWithItsDocumentAndTheReleaseUndone() throws IOException {
        send(
                administrator,
                "POST",
                "/api/v1/funds",
                "{\"code\":\"bound\",\"name\":\"Bound\",\"restriction\":\"PURPOSE\"}");
        long gift = rows.gift("pi_bound", null, null, NOON);
        books.useHandle(handle -> handle.execute(
                "update gift set fund_id = (select id from fund where code = 'bound') where id = ?", gift));
        rows.posting(gift, "refund_bound", "REFUND", "STRIPE_RECEIVABLE", "REFUNDS", 700, "EUR", NOON);
        var path = "/api/v1/funds/bound/net-assets";

        var balance = json(send(administrator, "GET", path, null))
                .getJsonArray("balances")
                .getJsonObject(0);
        assertThat(balance.getJsonObject("releasable").getInt("minor")).isEqualTo(700);
        var order = "{\"minor\":500,\"currency\":\"EUR\",\"reference\":\"minutes\"}";
        var release = json(send(administrator, "POST", path + "/releases", order));
        assertThat(release.getString("ground")).isEqualTo("PURPOSE");
        assertProblem(send(administrator, "POST", path + "/releases", order), 400);
        var one = path + "/releases/" + release.getInt("id");
        var attached = almoner.send(HttpRequest.newBuilder(almoner.at(one + "/document?name=minutes.pdf"))
                .header("Authorization", "Bearer " + administrator)
                .header("Content-Type", "application/pdf")
                .POST(BodyPublishers.ofString("the board agreed")));
        assertThat(json(attached).getString("sha256")).hasSize(64);
        assertThat(send(administrator, "GET", one + "/document", null).body()).isEqualTo("the board agreed");
        assertThat(json(send(administrator, "POST", one + "/undo", "{\"reason\":\"wrong fund\"}"))
                        .getString("undoReason"))
                .isEqualTo("wrong fund");
        assertProblem(send(administrator, "POST", one + "/undo", "{\"reason\":\"again\"}"), 409);
        assertProblem(send(administrator, "GET", "/api/v1/funds/nobody/net-assets", null), 404);
    }
}
