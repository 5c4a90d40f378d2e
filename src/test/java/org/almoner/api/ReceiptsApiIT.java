package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Receipts on paper, of a year, and for what is no money. */
class ReceiptsApiIT extends ServedApi {

    private static final Instant GIVEN = Instant.parse("2025-03-04T12:00:00Z");
    private static final Instant OTHER_YEAR = Instant.parse("2023-03-04T12:00:00Z");

    @Test
    void aReceiptIsAskedForPrintedAndSent() throws IOException {
        gift("pi_api_paper", null, GIVEN);
        var issued = send(administrator, "POST", "/api/v1/gifts/pi_api_paper/receipt", null);
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        var number = json(issued).getString("number");
        assertProblem(send(administrator, "POST", "/api/v1/gifts/pi_api_paper/receipt", null), 400);
        assertThat(send(administrator, "GET", "/api/v1/print-batches/waiting", null)
                        .body())
                .contains(number);
        assertProblem(send(administrator, "POST", "/api/v1/receipts/" + number + "/print", null), 400);
        assertProblem(send(administrator, "POST", "/api/v1/print-batches", "{\"most\":501}"), 400);
        var made = send(administrator, "POST", "/api/v1/print-batches", "{}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var batch = "/api/v1/print-batches/" + json(made).getInt("id");
        assertThat(send(administrator, "GET", batch + ".pdf", null).body()).startsWith("%PDF-");
        assertThat(send(administrator, "DELETE", batch, null).statusCode()).isEqualTo(204);
        assertProblem(send(administrator, "GET", batch, null), 404);
        batch = "/api/v1/print-batches/"
                + json(send(administrator, "POST", "/api/v1/print-batches", "{}"))
                        .getInt("id");
        var auditor = member("auditor-print@example.org", "AUDITOR");
        assertThat(send(auditor, "POST", batch + "/sent", null).statusCode()).isEqualTo(403);
        assertThat(json(send(administrator, "POST", batch + "/sent", null)).getString("sentAt"))
                .isNotBlank();
        assertProblem(send(administrator, "DELETE", batch, null), 400);
    }

    @Test
    void statementsAreForAYearThatIsOver() throws IOException {
        long donor = gift("pi_api_yearly", "yearly@example.org", OTHER_YEAR);
        var wish = "/api/v1/donors/" + donor + "/receipt-wish";
        assertThat(json(send(administrator, "GET", wish, null)).getString("wish"))
                .isEqualTo("ISSUER");
        assertThat(json(send(administrator, "PUT", wish, "{\"wish\":\"YEARLY\"}"))
                        .getString("wish"))
                .isEqualTo("YEARLY");
        assertProblem(send(administrator, "PUT", wish, "{\"wish\":\"OFTEN\"}"), 400);
        assertProblem(send(administrator, "PUT", "/api/v1/donors/999999/receipt-wish", "{\"wish\":\"NONE\"}"), 404);

        var jobs = "/api/v1/jobs/yearly-statements";
        var refused = assertProblem(
                send(administrator, "POST", jobs, "{\"date\":\"" + LocalDate.now(ZoneOffset.UTC) + "\"}"), 400);
        assertThat(refused.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("date");
        var started = send(administrator, "POST", jobs, "{\"date\":\"2023-06-30\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        assertThat(json(started).getString("date")).isEqualTo("2023-12-31");
    }

    @Test
    void whatIsNoMoneyIsNotedWhereTheRegimeKnowsIt() throws IOException {
        gift("pi_api_kind", "kind@example.org", GIVEN);
        var nature = "/api/v1/gifts/pi_api_kind/nature";
        assertProblem(send(administrator, "GET", nature, null), 404);
        var refused = assertProblem(
                send(administrator, "PUT", nature, "{\"kind\":\"IN_KIND\",\"description\":\"A piano\"}"), 400);
        assertThat(refused.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("kind");
        assertProblem(send(administrator, "PUT", nature, "{\"kind\":\"GOLD\"}"), 400);
        assertThat(send(administrator, "DELETE", nature, null).statusCode()).isEqualTo(204);
    }

    private static long gift(String reference, String email, Instant given) {
        long donor = rows.donor("Ann Example", email);
        books.useHandle(handle -> handle.execute(
                "insert into donor_address (donor_id, kind, lines, postcode, city, country, since)"
                        + " values (?, 'POSTAL', '{Lange Straße 1}', '10115', 'Berlin', 'DE', now())",
                donor));
        rows.gift(reference, donor, null, given);
        return donor;
    }
}
