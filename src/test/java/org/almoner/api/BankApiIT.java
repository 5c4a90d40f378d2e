package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Bank accounts, and statements that are looked at and then imported. */
class BankApiIT extends ServedApi {

    private static final String MT940 = ":20:API\n:25:NL91ABNA0417164300\n:28C:1/1\n:60F:C261101EUR100,00\n"
            + ":61:2611021102C98,25NTRFNONREF//R1\n:86:STRIPE\n:62F:C261103EUR198,25\n-\n";

    @Test
    void aStatementIsLookedAtAndImportedOnce() throws IOException {
        assertProblem(
                send(
                        administrator,
                        "POST",
                        "/api/v1/bank-accounts",
                        "{\"name\":\"x\",\"number\":\"NL92ABNA0417164300\",\"currency\":\"EUR\"}"),
                400);
        assertProblem(send(administrator, "POST", "/api/v1/bank-files?name=a.sta", MT940), 400);
        var account = send(
                administrator,
                "POST",
                "/api/v1/bank-accounts",
                "{\"name\":\"Main\",\"number\":\"NL91 ABNA 0417 1643 00\",\"currency\":\"EUR\",\"openingMinor\":10000}");
        assertThat(account.statusCode()).as(account.body()).isEqualTo(201);
        var auditor = member("bank-auditor@example.org", "AUDITOR");
        assertProblem(send(auditor, "POST", "/api/v1/bank-files", MT940), 403);

        var sent = send(administrator, "POST", "/api/v1/bank-files?name=a.sta", MT940);

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
        var file = json(sent);
        assertThat(file.getString("status")).isEqualTo("SENT");
        assertThat(file.getInt("added")).isOne();
        assertThat(send(administrator, "POST", "/api/v1/bank-files", MT940).statusCode())
                .isEqualTo(200);
        var taken = json(send(administrator, "POST", "/api/v1/bank-files/" + file.getInt("id") + "/import", null));
        assertThat(taken.getString("status")).isEqualTo("IMPORTED");
        var statement = json(send(auditor, "GET", "/api/v1/bank-statements?limit=1", null))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(statement.getJsonObject("closing").getInt("minor")).isEqualTo(19_825);
        assertProblem(send(administrator, "DELETE", "/api/v1/bank-files/" + file.getInt("id"), null), 409);

        var line = json(send(auditor, "GET", "/api/v1/bank-lines?status=OPEN", null))
                .getJsonArray("items")
                .getJsonObject(0);
        var slip = json(
                send(
                        administrator,
                        "POST",
                        "/api/v1/bank-deposits",
                        "{\"kind\":\"CHEQUES\",\"reference\":\"slip 1\",\"amount\":{\"minor\":9825,\"currency\":\"EUR\"},\"expectedOn\":\"2026-11-02\"}"));
        var wish = "{\"lines\":[" + line.getInt("id") + "],\"deposits\":[" + slip.getInt("id") + "]}";
        assertProblem(send(auditor, "POST", "/api/v1/bank-matches", wish), 403);
        assertProblem(
                send(administrator, "POST", "/api/v1/bank-matches", "{\"lines\":[" + line.getInt("id") + "]}"), 400);
        var match = json(send(administrator, "POST", "/api/v1/bank-matches", wish));
        assertThat(match.getString("status")).isEqualTo("MADE");
        assertThat(json(send(auditor, "GET", "/api/v1/bank-lines/" + line.getInt("id"), null))
                        .getString("status"))
                .isEqualTo("MATCHED");
        var undone = json(send(
                administrator,
                "POST",
                "/api/v1/bank-matches/" + match.getInt("id") + "/undo",
                "{\"reason\":\"wrong slip\"}"));
        assertThat(undone.getString("status")).isEqualTo("UNDONE");
    }
}
