package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The outbox over HTTP: what a relay tells, what staff do about it, and a reader who wants no more. */
class MailApiIT extends ServedApi {

    @Test
    void whatARelayTellsStopsMailToAnAddressUntilStaffLiftIt() throws IOException {
        long donor = rows.donor("Mail", "relayed@example.net");
        long gift = rows.gift("pi_mail_api", donor, null, NOON);
        rows.mail(rows.receipt("ALM-2026-950", gift, donor, new byte[] {1}), "SENT", NOON);
        books.useHandle(handle -> handle.execute(
                "update mail_outbox set recipient = 'relayed@example.net', donor_id = ?, message_id = '<relayed@example.org>'"
                        + " where receipt_id = (select id from receipt where number = 'ALM-2026-950')",
                donor));
        var told =
                "{\"type\":\"bounce\",\"messageId\":\"<relayed@example.org>\",\"status\":\"5.1.1\",\"detail\":\"550 gone\"}";

        assertProblem(post("/webhooks/mail", told, null), 401);
        assertProblem(send(administrator, "POST", "/webhooks/mail", told), 401);
        assertProblem(send(RELAY_SECRET, "POST", "/webhooks/mail", "no json"), 400);
        assertThat(json(post("/webhooks/mail", told, RELAY_SECRET)).getInt("taken"))
                .isOne();
        assertThat(json(send(RELAY_SECRET, "POST", "/webhooks/mail", told)).getInt("taken"))
                .isZero();

        assertThat(json(send(administrator, "GET", "/api/v1/receipts?gift=pi_mail_api", null))
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("delivery"))
                .isEqualTo("FAILED");
        var letter = json(send(administrator, "GET", "/api/v1/mail/letters?recipient=relayed@example.net", null))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(letter.getString("state")).isEqualTo("BOUNCED");
        var again = "/api/v1/mail/letters/" + letter.getString("id") + "/again";
        assertProblem(send(administrator, "POST", again, null), 400);
        var stop = json(send(administrator, "GET", "/api/v1/mail/suppressions?address=relayed&open=true", null))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(stop.getString("reason")).isEqualTo("HARD");
        var lift = "/api/v1/mail/suppressions/" + stop.getInt("id") + "/lift";
        assertProblem(send(administrator, "POST", lift, "{}"), 400);
        assertThat(send(administrator, "POST", lift, "{\"reason\":\"wrote to us\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(administrator, "POST", again, null).statusCode()).isEqualTo(201);
    }

    @Test
    void sendingIsPausedLimitedAndResumed() throws IOException {
        assertProblem(send(administrator, "POST", "/api/v1/mail/sending/pause", "{}"), 400);
        var paused = json(send(administrator, "POST", "/api/v1/mail/sending/pause", "{\"reason\":\"a large run\"}"));
        assertThat(paused.getBoolean("paused")).isTrue();
        assertThat(paused.getJsonObject("pause").getString("reason")).isEqualTo("a large run");
        assertProblem(send(administrator, "POST", "/api/v1/mail/sending/pause", "{\"reason\":\"again\"}"), 409);
        assertThat(json(send(administrator, "POST", "/api/v1/mail/sending/resume", null))
                        .getBoolean("paused"))
                .isFalse();
        assertProblem(send(administrator, "PUT", "/api/v1/mail/sending/limit", "{\"perMinute\":0}"), 400);
        assertThat(json(send(administrator, "PUT", "/api/v1/mail/sending/limit", "{\"perMinute\":600}"))
                        .getInt("perMinute"))
                .isEqualTo(600);
        assertThat(json(send(administrator, "PUT", "/api/v1/mail/sending/limit", "{}"))
                        .isNull("perMinute"))
                .isTrue();
        assertThat(json(send(
                                administrator,
                                "PUT",
                                "/api/v1/mail/sending/limit",
                                "{\"domain\":\"example.net\",\"perMinute\":30}"))
                        .getJsonArray("domains")
                        .getJsonObject(0)
                        .getString("domain"))
                .isEqualTo("example.net");
    }

    @Test
    void aLinkThatWasMadeUpRefusesNothing() throws IOException {
        for (var method : new String[] {"GET", "POST"}) {
            var answer = almoner.send(
                    HttpRequest.newBuilder(almoner.at("/unsubscribe/made-up")).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("This link leads nowhere");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    private static HttpResponse<String> post(String path, String body, String password) throws IOException {
        var request = HttpRequest.newBuilder(almoner.at(path)).header("Content-Type", "application/json");
        if (password != null) {
            var pair = Base64.getEncoder().encodeToString(("relay:" + password).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + pair);
        }
        return almoner.send(request.POST(BodyPublishers.ofString(body)));
    }
}
