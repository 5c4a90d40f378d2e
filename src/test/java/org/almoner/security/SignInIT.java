package org.almoner.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.almoner.database.TestDatabase;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in by the form as a browser does, on {@code target/almoner.jar}. */
class SignInIT {

    private static AlmonerProcess almoner;

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    @BeforeAll
    static void start() {
        var database = TestDatabase.fresh();
        almoner = AlmonerProcess.started(
                "sign-in",
                Map.of(
                        "ALMONER_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + database.getPortNumbers()[0] + "/"
                                + database.getDatabaseName(),
                        "ALMONER_DATABASE_USER",
                        "postgres",
                        "ALMONER_DATABASE_PASSWORD",
                        "postgres"));
    }

    @AfterAll
    static void stop() {
        almoner.close();
    }

    @Test
    void theBareAddressLeadsToTheConsoleAndThatToTheDoor() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(302);

        var sent = get("/console/dashboard.xhtml");

        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.headers().firstValue("Location").orElse("")).endsWith("/login.xhtml");
    }

    @Test
    void theRightPasswordOpensThePageThatWasWantedAndTheCookieIsWorthNothingElsewhere() throws Exception {
        get("/console/gifts.xhtml?status=DISPUTED");
        var before = session();

        var opened = signIn(AlmonerProcess.ADMIN_PASSWORD);

        assertThat(opened.statusCode()).isEqualTo(302);
        assertThat(opened.headers().firstValue("Location").orElse("")).endsWith("/console/gifts.xhtml?status=DISPUTED");
        assertThat(session()).as("a new session id after the sign-in").isNotEqualTo(before);
        assertThat(get("/console/dashboard.xhtml").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/gifts").statusCode()).isEqualTo(401);
    }

    @Test
    void theWrongPasswordOpensNothing() throws Exception {
        var refused = signIn("wrong");

        assertThat(refused.statusCode()).isEqualTo(302);
        assertThat(refused.headers().firstValue("Location").orElse("")).contains("/login.xhtml");
        assertThat(get("/console/dashboard.xhtml").statusCode()).isEqualTo(302);
    }

    @Test
    void theCookieIsKeptFromScriptsAndFromOtherSites() throws Exception {
        var cookie = get("/console/dashboard.xhtml").headers().allValues("Set-Cookie").stream()
                .filter(header -> header.startsWith("almoner="))
                .findFirst()
                .orElseThrow();

        assertThat(cookie).contains("HttpOnly").containsIgnoringCase("SameSite=Lax");
    }

    @Test
    void aSessionIsKeptWithoutAStoreForOtherNodes() throws Exception {
        signIn(AlmonerProcess.ADMIN_PASSWORD);
        get("/console/dashboard.xhtml");

        assertThat(almoner.log()).doesNotContain("backing store");
    }

    @Test
    void everyAnswerTellsTheBrowserWhatNotToDo() throws Exception {
        var headers = get("/login.xhtml").headers();

        assertThat(String.join(" ", headers.allValues("Content-Security-Policy")))
                .contains("frame-ancestors 'none'", "object-src 'none'", "nonce-");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).isPresent();
        assertThat(get("/api/v1/gifts").headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
    }

    private HttpResponse<String> signIn(String password) throws IOException, InterruptedException {
        var page = get("/login.xhtml").body();
        var state = Pattern.compile("jakarta\\.faces\\.ViewState[^>]*value=\"([^\"]*)\"")
                .matcher(page);
        assertThat(state.find()).isTrue();
        var form = Map.of(
                "email",
                AlmonerProcess.ADMIN_EMAIL,
                "password",
                password,
                "signin",
                "signin",
                "submit",
                "submit",
                "jakarta.faces.ViewState",
                state.group(1));
        var body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return browser.send(
                HttpRequest.newBuilder(almoner.at("/login.xhtml"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(almoner.at(path)).build(), BodyHandlers.ofString());
    }

    private String session() {
        URI root = almoner.at("/");
        return cookies.getCookieStore().get(root).stream()
                .filter(cookie -> cookie.getName().equals("almoner"))
                .map(cookie -> cookie.getValue())
                .findFirst()
                .orElse(null);
    }
}
