package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The API as programs meet it, on {@code target/almoner.jar} over a database that the test can fill. One server for all
 * classes: starting it is most of the time.
 */
@ExtendWith(ServedApi.Server.class)
abstract class ServedApi {

    static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    static final String PASSWORD = "another horse battery";

    /** What a mail relay knows. */
    static final String RELAY_SECRET = "a relay's secret, long enough";

    static AlmonerProcess almoner;
    static Jdbi books;
    static Rows rows;
    static String administrator;

    /** Starts it for the first class; it ends with the JVM, since Surefire runs each class of a fork by itself. */
    static final class Server implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) throws IOException {
            if (almoner == null) {
                start();
                Runtime.getRuntime().addShutdownHook(new Thread(almoner::kill));
            }
        }
    }

    private static void start() throws IOException {
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
                        "postgres",
                        "ALMONER_BOUNCE_ADDRESS",
                        "bounces@example.org",
                        "ALMONER_BOUNCE_WEBHOOK_SECRET",
                        RELAY_SECRET));
        administrator = token(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
    }

    static String member(String email, String role) throws IOException {
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

    static String token(String email, String password) throws IOException {
        var answer = basic("/api/v1/tokens", "POST", email, password);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).getString("token");
    }

    static HttpResponse<String> basic(String path, String method, String email, String password) throws IOException {
        var pair = Base64.getEncoder().encodeToString((email + ":" + password).getBytes(StandardCharsets.UTF_8));
        return almoner.send(HttpRequest.newBuilder(almoner.at(path))
                .header("Authorization", "Basic " + pair)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"name\":\"it\"}")));
    }

    static HttpResponse<String> keyed(String token, String path, String body, String key) throws IOException {
        return almoner.send(HttpRequest.newBuilder(almoner.at(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> send(String token, String method, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(almoner.at(path)).header("Authorization", "Bearer " + token);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return almoner.send(
                request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    static JsonObject assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = json(answer);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        return problem;
    }

    static JsonObject json(HttpResponse<String> answer) {
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
