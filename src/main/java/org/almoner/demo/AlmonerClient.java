package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Almoner's HTTP API as an ally would call it. */
public final class AlmonerClient {
    private static final int PAGE = 100;
    private static final int PAGES_MAX = 10_000;

    private final String base;
    private final String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private AlmonerClient(String base, String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** A client that holds a bearer token. */
    public static AlmonerClient withToken(String base, String token) {
        return new AlmonerClient(base, "Bearer " + token);
    }

    /** Signs in as staff, makes a token of this name, and returns a client that uses it. */
    public static AlmonerClient signIn(String base, String email, String password, String tokenName)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString((email + ":" + password).getBytes(StandardCharsets.UTF_8));
        JsonObject made =
                new AlmonerClient(base, "Basic " + basic).post("/api/v1/tokens", Json.object("name", tokenName), 201);
        return withToken(base, Json.text(made, "token"));
    }

    /** True once the server says that it takes requests. */
    public static boolean isReady(String base) throws InterruptedException {
        try {
            return new AlmonerClient(base, "")
                            .send("GET", "/health/ready", null)
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The JSON at a path. */
    public JsonObject get(String path) throws IOException, InterruptedException {
        return expect(send("GET", path, null), "GET " + path, 200);
    }

    /** All items of a list, page by page. */
    public List<JsonObject> all(String path) throws IOException, InterruptedException {
        List<JsonObject> items = new ArrayList<>();
        String after = null;
        for (int page = 0; page < PAGES_MAX; page++) {
            String query = (path.contains("?") ? "&" : "?") + "limit=" + PAGE
                    + (after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
            JsonObject answer = get(path + query);
            JsonArray list = answer.getAsJsonArray("items");
            for (JsonElement item : list) {
                items.add(item.getAsJsonObject());
            }
            after = Json.text(answer, "next");
            if (after == null) {
                return items;
            }
        }
        throw new IOException(path + " does not end after " + PAGES_MAX + " pages");
    }

    /** Posts JSON and returns the JSON answered. */
    public JsonObject post(String path, JsonObject body, int expectedStatus) throws IOException, InterruptedException {
        return expect(send("POST", path, body), "POST " + path, expectedStatus);
    }

    /** Starts a job for a date and returns the path at which its progress is told. */
    public String startJob(String job, String date) throws IOException, InterruptedException {
        String path = "/api/v1/jobs/" + job;
        HttpResponse<String> response = send("POST", path, Json.object("date", date));
        if (response.statusCode() != 202) {
            throw refused("POST " + path, response);
        }
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("POST " + path + " answered without a Location"));
        return URI.create(location).getRawPath();
    }

    private static JsonObject expect(HttpResponse<String> response, String what, int status) throws IOException {
        if (response.statusCode() != status) {
            throw refused(what, response);
        }
        return Json.parse(response.body());
    }

    private static IOException refused(String what, HttpResponse<String> response) {
        String body = response.body();
        return new IOException(
                what + " answered " + response.statusCode() + ": " + body.substring(0, Math.min(500, body.length())));
    }

    private HttpResponse<String> send(String method, String path, JsonObject body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
