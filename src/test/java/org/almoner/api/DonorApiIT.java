package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** Links to donors' own pages, and what donors ask for there. */
class DonorApiIT extends ServedApi {

    @Test
    void aLinkIsMadeOpenedAndWithdrawn() throws IOException {
        long donor = rows.donor("Dora Link", "dora@example.org");
        var path = "/api/v1/donors/" + donor + "/links";
        var made = send(administrator, "POST", path, "");
        assertThat(made.statusCode()).isEqualTo(201);
        var page = json(made).getString("url").replaceFirst("^.*(?=/my/)", "");
        var opened = almoner.send(HttpRequest.newBuilder(almoner.at(page)).GET());
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(opened.body()).contains("Dora Link");
        assertThat(opened.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(opened.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(opened.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");

        assertThat(send(administrator, "DELETE", path, null).statusCode()).isEqualTo(204);
        assertThat(almoner.send(HttpRequest.newBuilder(almoner.at(page)).GET()).statusCode())
                .isEqualTo(410);
        assertProblem(send(administrator, "POST", "/api/v1/donors/999999/links", ""), 404);
        assertProblem(send(member("link-auditor@example.org", "AUDITOR"), "POST", path, ""), 403);
    }

    @Test
    void whatADonorAsksForIsListedAndDecided() throws IOException {
        long donor = rows.donor("Edda Wunsch", "edda@example.org");
        books.useHandle(handle -> handle.execute(
                "insert into donor_change (donor_id, nonce, name, lines, city, country, asked_at)"
                        + " values (?, 'api-1', 'Edda Wünsch', '{Lange Straße 1}', 'Berlin', 'DE', now())",
                donor));
        var listed = json(send(administrator, "GET", "/api/v1/donor-changes", null))
                .getJsonArray("items")
                .getJsonObject(0);
        var path = "/api/v1/donor-changes/" + listed.getInt("id");
        assertThat(listed.getJsonObject("wished").getString("name")).isEqualTo("Edda Wünsch");
        assertThat(listed.getJsonObject("present").isNull("address")).isTrue();
        assertProblem(send(administrator, "POST", path + "/refuse", "{\"reason\":\" \"}"), 400);
        assertProblem(send(administrator, "POST", path + "/accept", "{\"version\":99}"), 409);

        var accepted = json(send(administrator, "POST", path + "/accept", "{\"version\":1}"));
        assertThat(accepted.getString("status")).isEqualTo("ACCEPTED");
        var after = json(send(administrator, "GET", "/api/v1/donors/" + donor, null));
        assertThat(after.getString("name")).isEqualTo("Edda Wünsch");
        assertThat(after.getJsonObject("address").getString("city")).isEqualTo("Berlin");
        assertProblem(send(administrator, "POST", path + "/refuse", "{\"reason\":\"late\"}"), 400);
        assertProblem(send(administrator, "GET", "/api/v1/donor-changes/999999", null), 404);
    }
}
