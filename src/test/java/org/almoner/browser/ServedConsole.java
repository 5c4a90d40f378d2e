package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.almoner.database.TestDatabase;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The console as staff use it: one server and one browser for all classes, since starting them is most of the time, and
 * a fresh session for each test.
 */
@ExtendWith(ServedConsole.Server.class)
abstract class ServedConsole {

    static Jdbi books;
    static AlmonerProcess server;

    private static Browser browser;
    private static List<Cookie> administrator = List.of();

    final List<String> complaints = new ArrayList<>();
    BrowserContext session;
    Page page;

    /** Starts both for the first class; they end with the JVM, since Surefire runs each class of a fork by itself. */
    static final class Server implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            if (server == null) {
                start();
                Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            }
        }
    }

    private static void start() {
        browser = Browser.start();
        var database = TestDatabase.fresh();
        books = Jdbi.create(database);
        SampleBooks.write(books);
        server = AlmonerProcess.started(
                "console",
                Map.of(
                        "ALMONER_DATABASE_URL", database.getURL(),
                        "ALMONER_DATABASE_USER", "postgres",
                        "ALMONER_DATABASE_PASSWORD", "postgres",
                        "ALMONER_STRIPE_API_BASE", "http://127.0.0.1:9",
                        "ALMONER_STRIPE_API_KEY", "rk_test_browser",
                        "ALMONER_TIME_ZONE", "Europe/Vienna"));
    }

    @BeforeEach
    void open() {
        session = browser.chromium()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setBaseURL(server.at("/").toString())
                        .setLocale("en-GB"));
        session.setDefaultTimeout(30_000);
        page = session.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    @AfterEach
    void close() {
        session.close();
    }

    void signIn() {
        session.addCookies(administrator);
        page.navigate("/console/dashboard");
        if (page.url().contains("/login")) {
            signInHere(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
            administrator = session.cookies();
        }
        assertThat(page.locator(".side")).isVisible();
        complaints.clear();
    }

    void signIn(String email, String password) {
        page.navigate("/console/dashboard");
        signInHere(email, password);
        assertThat(page.locator(".side")).isVisible();
        complaints.clear();
    }

    void signInHere(String email, String password) {
        page.getByLabel("E-mail address").fill(email);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    }

    /** What has this id on a page that is there to its end: half a form sends no view state. */
    Locator field(String id) {
        page.waitForLoadState();
        return page.locator("[id='" + id + "']");
    }

    static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    static int count(String sql) {
        return books.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
