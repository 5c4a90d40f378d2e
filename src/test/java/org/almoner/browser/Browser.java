package org.almoner.browser;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium that is on this machine; none is ever fetched. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /** Starts it. Without one the tests are skipped and say so, except where a build server must have one. */
    static Browser start() {
        var installed = installed();
        if (installed.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI=true, but no Chromium is installed: the browser tests must run there");
            }
            System.out.println("No Chromium is installed: the browser tests are skipped");
        }
        Assumptions.assumeTrue(installed.isPresent(), "no Chromium is installed");
        // a busy build server is slow, not wrong
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(installed.get())
                                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"))));
    }

    com.microsoft.playwright.Browser chromium() {
        return chromium;
    }

    @Override
    public void close() {
        playwright.close();
    }

    private static Optional<Path> installed() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
