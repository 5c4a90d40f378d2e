package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Declarations, gifts with their reasons, and claims by the API. */
class GiftAidApiIT extends ServedApi {

    @Test
    void fromADeclarationToAPaidClaim() throws IOException {
        long donor = rows.donor("Api Giver", "api-giver@example.org");
        books.useHandle(handle -> {
            handle.execute("insert into legal_entity (code, name) values ('apiuk', 'Api Charity')");
            handle.execute(
                    "insert into stripe_account_entity select 'acct_apiuk', id from legal_entity where code = 'apiuk'");
            handle.execute(
                    "insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name, country, tax_number)"
                            + " select id, 'GB', 'APIUK', 'Api Charity', 'GB', 'XR4010' from legal_entity where code = 'apiuk'");
        });
        long gift = rows.gift("pi_apiuk", donor, null, NOON);
        books.useHandle(handle ->
                handle.execute("update gift set stripe_account = 'acct_apiuk', currency = 'GBP' where id = ?", gift));

        assertThat(json(send(administrator, "GET", "/api/v1/gift-aid/gifts/pi_apiuk", null))
                        .getJsonArray("refusals")
                        .getString(0))
                .isEqualTo("NO_DECLARATION");
        var draft = "{\"donor\":" + donor + ",\"entity\":\"apiuk\",\"madeOn\":\"2026-11-01\",\"how\":\"ONLINE\","
                + "\"evidence\":\"web 4\",\"wording\":\"hmrc-multiple\",\"past\":true,\"future\":true,\"title\":\"Mr\","
                + "\"firstName\":\"Api\",\"lastName\":\"Giver\",\"house\":\"7\",\"postcode\":\"s192bd\"}";
        assertProblem(
                send(administrator, "POST", "/api/v1/gift-aid/declarations", draft.replace("s192bd", "10243")), 400);
        var noted = send(administrator, "POST", "/api/v1/gift-aid/declarations", draft);
        assertThat(noted.statusCode()).as(noted.body()).isEqualTo(201);
        assertThat(json(noted).getString("from")).isEqualTo("2022-11-01");
        assertThat(json(send(administrator, "GET", "/api/v1/gift-aid/gifts?donor=" + donor, null))
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("ELIGIBLE");

        var made = send(administrator, "POST", "/api/v1/gift-aid/claims", "{\"entity\":\"apiuk\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).getJsonObject("asked").getInt("minor")).isEqualTo(625);
        var path = "/api/v1/gift-aid/claims/" + json(made).getInt("id");
        assertProblem(send(administrator, "POST", path + "/approval", null), 409);
        var second = member("gift-aid-second@example.org", "FINANCE");
        assertThat(json(send(second, "POST", path + "/approval", null)).getString("state"))
                .isEqualTo("APPROVED");
        assertThat(send(administrator, "GET", path + ".csv", null).body()).contains("Mr,Api,Giver,7,S19 2BD");
        assertProblem(send(administrator, "GET", path + ".xml", null), 409);
        var official = "{\"officialFirst\":\"Jane\",\"officialLast\":\"Smith\",\"officialPostcode\":\"S19 2BD\","
                + "\"officialPhone\":\"0777 777777\",\"version\":0}";
        assertThat(send(administrator, "PATCH", "/api/v1/gift-aid/settings/apiuk", official)
                        .statusCode())
                .isEqualTo(200);
        var xml = send(administrator, "GET", path + ".xml", null);
        assertThat(xml.body()).contains("<IRmark Type=\"generic\">", "<Total>25.00</Total>");
        assertThat(xml.headers().firstValue("Content-Disposition").orElse("")).contains("gift-aid-apiuk-1.xml");
        assertThat(json(send(administrator, "GET", path + "/lines", null)).getJsonArray("items"))
                .hasSize(1);
        assertProblem(send(administrator, "POST", path + "/payment", "{\"minor\":625}"), 409);
        send(administrator, "POST", path + "/submission", "{\"reference\":\"IR-7\"}");
        assertThat(json(send(administrator, "POST", path + "/payment", "{\"minor\":625}"))
                        .getString("state"))
                .isEqualTo("PAID");
        var auditor = member("gift-aid-auditor@example.org", "AUDITOR");
        assertProblem(send(auditor, "POST", "/api/v1/gift-aid/claims", "{}"), 403);
        assertProblem(send(auditor, "GET", path + ".csv", null), 403);
        assertThat(send(auditor, "GET", path, null).statusCode()).isEqualTo(200);
        assertProblem(send(auditor, "GET", "/api/v1/gift-aid/claims/999999", null), 404);
        assertProblem(send(auditor, "GET", "/api/v1/gift-aid/gifts?state=MAYBE", null), 400);
        assertProblem(send(auditor, "GET", "/api/v1/gift-aid/settings/main", null), 404);
    }
}
