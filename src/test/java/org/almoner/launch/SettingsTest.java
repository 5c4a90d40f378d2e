package org.almoner.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void nothingHasToBeSet() {
        var settings = read(Map.of());

        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.require(Setting.ALMONER_HTTP_BIND)).isEqualTo("127.0.0.1");
        assertThat(settings.require(Setting.ALMONER_TIME_ZONE)).isEqualTo("UTC");
        assertThat(settings.require(Setting.ALMONER_BASE_CURRENCY)).isEqualTo("EUR");
        assertThat(settings.require(Setting.ALMONER_NIGHTLY_AT)).isEqualTo("02:30");
        assertThat(settings.require(Setting.ALMONER_BASE_URL)).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void whatIsOffForWantOfASettingIsSaid() {
        assertThat(read(Map.of()).warnings())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("ALMONER_STRIPE_WEBHOOK_SECRETS is not set"),
                        line -> assertThat(line).startsWith("ALMONER_STRIPE_API_KEY is not set"),
                        line -> assertThat(line).startsWith("ALMONER_SMTP_HOST is not set"));
    }

    @Test
    void theEndOfARolledSecretIsAnInstant() {
        Map<String, String> good = Map.of("ALMONER_STRIPE_WEBHOOK_SECRETS", "whsec_a@2026-11-22T10:00:00Z, whsec_b");
        assertThat(read(good).get(Setting.ALMONER_STRIPE_WEBHOOK_SECRETS)).isPresent();

        assertThatThrownBy(() -> read(Map.of("ALMONER_STRIPE_WEBHOOK_SECRETS", "whsec_a@tomorrow,whsec_b")))
                .hasMessageContaining("ALMONER_STRIPE_WEBHOOK_SECRETS: write whsec_…")
                .hasMessageNotContaining("whsec_a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALMONER_HTTP_PORT|0|a port from 1 to 65535",
                "ALMONER_HTTP_PORT|65536|a port from 1 to 65535",
                "ALMONER_HTTP_PORT|http|a port from 1 to 65535",
                "ALMONER_SMTP_PORT|-25|a port from 1 to 65535",
                "ALMONER_HTTP_BIND|example.org|an address of this machine",
                "ALMONER_BASE_URL|ftp://example.org|the address people use",
                "ALMONER_BASE_URL|example.org|the address people use",
                "ALMONER_STRIPE_API_BASE|api.stripe.com|where Stripe's API is",
                "ALMONER_SMTP_TLS|ssl|none, starttls or tls",
                "ALMONER_MAIL_FROM|Receipts|the sender's address",
                "ALMONER_BOUNCE_ADDRESS|bounces-with-too-long-a-name@example.org|where bounces go",
                "ALMONER_BOUNCE_ADDRESS|a+b@example.org|where bounces go",
                "ALMONER_BOUNCE_PROTOCOL|jmap|imap or pop3",
                "ALMONER_BOUNCE_TLS|ssl|none, starttls or tls",
                "ALMONER_BOUNCE_PORT|0|a port from 1 to 65535",
                "ALMONER_DKIM_DOMAIN|example org|the domain that signs",
                "ALMONER_DKIM_KEY_FILE|/no/such/file|a file that can be read, with an RSA key",
                "ALMONER_TIME_ZONE|Europe/Wien|the organisation's time zone",
                "ALMONER_BASE_CURRENCY|eur|three capital letters of ISO 4217",
                "ALMONER_BASE_CURRENCY|EUX|three capital letters of ISO 4217",
                "ALMONER_NIGHTLY_AT|24:00|a time of day",
                "ALMONER_NIGHTLY_AT|2:30|a time of day",
                "ALMONER_REFUND_APPROVAL_FROM|100|amounts from which a refund needs a second person",
                "ALMONER_REFUND_APPROVAL_FROM|100 EUR,|amounts from which a refund needs a second person",
                "ALMONER_REFUND_APPROVAL_FROM|1e3 EUR|amounts from which a refund needs a second person",
                "ALMONER_REFUND_APPROVAL_FROM|100 EUX|amounts from which a refund needs a second person",
                "ALMONER_WRITE_OFF_APPROVAL_FROM|100|amounts from which a write-off needs a second person",
                "ALMONER_STRIPE_ACCOUNTS|Shop|names of further Stripe accounts",
                "ALMONER_STRIPE_ACCOUNTS|shop,|names of further Stripe accounts",
                "ALMONER_STRIPE_ACCOUNTS|a_b|names of further Stripe accounts",
                "ALMONER_STRIPE_ACCOUNTS|1st|names of further Stripe accounts",
                "ALMONER_ADMIN_EMAIL|admin|the first administrator's address",
                "ALMONER_LOG_FORMAT|xml|text or json",
                "ALMONER_LOG_LEVEL|verbose|error, warning, info or debug",
            })
    void aMalformedValueIsNamedWithWhatToWrite(String name, String value, String write) {
        assertThat(complaints(Map.of(name, value)))
                .startsWith(name + " is \"" + value + "\": write ")
                .contains(write);
    }

    @Test
    void secretsAreNeverRepeated() {
        assertThat(complaints(
                        Map.of("ALMONER_ADMIN_EMAIL", "admin@example.org", "ALMONER_ADMIN_PASSWORD", "too-short")))
                .startsWith("ALMONER_ADMIN_PASSWORD: write ")
                .doesNotContain("too-short");
        assertThat(complaints(Map.of("ALMONER_DATABASE_URL", "jdbc:mysql://h/d?password=hush")))
                .startsWith("ALMONER_DATABASE_URL: write jdbc:postgresql://")
                .doesNotContain("hush");
    }

    @Test
    void halfOfAPairIsMissing() {
        assertThat(complaints(Map.of("ALMONER_ADMIN_EMAIL", "admin@example.org")))
                .startsWith("ALMONER_ADMIN_PASSWORD is missing while ALMONER_ADMIN_EMAIL is set");
        assertThat(complaints(Map.of("ALMONER_DATABASE_USER", "almoner")))
                .startsWith("ALMONER_DATABASE_URL is missing while ALMONER_DATABASE_USER is set");
        assertThat(complaints(Map.of("ALMONER_SMTP_HOST", "mail", "ALMONER_SMTP_PASSWORD", "secret")))
                .startsWith("ALMONER_SMTP_USER is missing while ALMONER_SMTP_PASSWORD is set");
        assertThat(complaints(Map.of("ALMONER_BOUNCE_HOST", "mail")).lines())
                .anyMatch(line -> line.startsWith("ALMONER_BOUNCE_ADDRESS is missing while ALMONER_BOUNCE_HOST is set"))
                .anyMatch(line -> line.startsWith("ALMONER_BOUNCE_PASSWORD is missing"));
        assertThat(complaints(Map.of("ALMONER_DKIM_SELECTOR", "almoner2026")))
                .startsWith("ALMONER_DKIM_DOMAIN is missing while ALMONER_DKIM_SELECTOR is set");
        assertThat(complaints(Map.of("ALMONER_BOUNCE_WEBHOOK_SECRET", "too short")))
                .startsWith("ALMONER_BOUNCE_WEBHOOK_SECRET: write ")
                .doesNotContain("too short");
    }

    @Test
    void everyProblemIsSaidAtOnce() {
        assertThat(complaints(Map.of("ALMONER_HTTP_PORT", "x", "ALMONER_TIME_ZONE", "y"))
                        .lines())
                .hasSize(2);
    }

    @Test
    void aSystemPropertyWins() {
        var system = new Properties();
        system.setProperty("almoner.http.port", "9090");

        assertThat(Settings.read(Map.of("ALMONER_HTTP_PORT", "9091"), system).httpPort())
                .isEqualTo(9090);
    }

    @Test
    void anEmptyValueCountsAsUnset() {
        assertThat(read(Map.of("ALMONER_HTTP_PORT", " ")).httpPort()).isEqualTo(8080);
    }

    @Test
    void boundToEveryAddressItStillHasOneForPeople() {
        assertThat(read(Map.of("ALMONER_HTTP_BIND", "0.0.0.0")).require(Setting.ALMONER_BASE_URL))
                .isEqualTo("http://localhost:8080");
        assertThat(read(Map.of("ALMONER_HTTP_BIND", "::1")).localUrl()).isEqualTo("http://[::1]:8080");
    }

    @Test
    void whatFollowsFromSettingsIsNoSecretInItsText() {
        var settings = read(Map.of("ALMONER_STRIPE_API_KEY", "rk_test_hush"));

        assertThat(settings.toString()).contains("ALMONER_STRIPE_API_KEY").doesNotContain("hush");
    }

    @Test
    void theExitCodeSaysThatTheSettingsAreWrong() {
        assertThatThrownBy(() -> read(Map.of("ALMONER_HTTP_PORT", "x")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.exitCode()).isEqualTo(2));
    }

    private static Settings read(Map<String, String> environment) {
        return Settings.read(new HashMap<>(environment), new Properties());
    }

    private static String complaints(Map<String, String> environment) {
        return catchThrowableOfType(Problem.class, () -> read(environment)).getMessage();
    }
}
