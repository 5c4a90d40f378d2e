package org.almoner.launch;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that can be set, by the name of its environment variable. The same in lower case with dots is its name as
 * Java system property and, inside the server, as MicroProfile Config property; a system property wins.
 */
enum Setting {
    ALMONER_DATABASE_URL(
            null, "jdbc:postgresql://host:5432/database; without it an embedded PostgreSQL is run", Form.JDBC),
    ALMONER_DATABASE_USER(null, "a user that may create tables", Form.TEXT),
    ALMONER_DATABASE_PASSWORD(null, "that user's password", Form.SECRET),
    ALMONER_DATA_DIR("./almoner-data", "a folder that only this server writes to", Form.TEXT),
    ALMONER_HTTP_PORT("8080", "a port from 1 to 65535", Form.PORT),
    ALMONER_HTTP_BIND("127.0.0.1", "an address of this machine, or 0.0.0.0 for all", Form.ADDRESS),
    ALMONER_BASE_URL(null, "the address people use, as https://donations.example.org", Form.HTTP),
    ALMONER_STRIPE_API_BASE("https://api.stripe.com", "where Stripe's API is, as https://api.stripe.com", Form.HTTP),
    ALMONER_STRIPE_API_KEY(null, "a restricted key, rk_live_… or rk_test_…", Form.SECRET),
    ALMONER_STRIPE_WEBHOOK_SECRETS(
            null,
            "whsec_…; several with commas while one is rolled, the old one with its end: whsec_…@2026-11-22T10:00:00Z",
            Form.SECRETS),
    ALMONER_STRIPE_ACCOUNTS(
            null,
            "names of further Stripe accounts, as shop,trial: small letters, digits and -; each needs"
                    + " ALMONER_STRIPE_<NAME>_API_KEY and ALMONER_STRIPE_<NAME>_WEBHOOK_SECRETS",
            Form.NAMES),
    ALMONER_SMTP_HOST(null, "the mail server's name", Form.HOST),
    ALMONER_SMTP_PORT("25", "a port from 1 to 65535, as 587 for starttls", Form.PORT),
    ALMONER_SMTP_USER(null, "the mail account, if it needs one", Form.TEXT),
    ALMONER_SMTP_PASSWORD(null, "that account's password", Form.SECRET),
    ALMONER_SMTP_TLS("none", "none, starttls or tls", Form.oneOf("none", "starttls", "tls")),
    ALMONER_MAIL_FROM("almoner@localhost", "the sender's address, as receipts@example.org", Form.MAIL),
    ALMONER_BOUNCE_ADDRESS(
            null,
            "where bounces go, as bounces@example.org, with up to 20 characters before the @; its mailbox must take"
                    + " bounces+anything@example.org too",
            Form.SHORT_MAIL),
    ALMONER_BOUNCE_HOST(null, "the server with that mailbox", Form.HOST),
    ALMONER_BOUNCE_PORT(null, "a port from 1 to 65535; by itself the usual one of protocol and TLS", Form.PORT),
    ALMONER_BOUNCE_USER(null, "the mailbox's account", Form.TEXT),
    ALMONER_BOUNCE_PASSWORD(null, "that account's password", Form.SECRET),
    ALMONER_BOUNCE_PROTOCOL("imap", "imap or pop3", Form.oneOf("imap", "pop3")),
    ALMONER_BOUNCE_TLS("tls", "none, starttls or tls", Form.oneOf("none", "starttls", "tls")),
    ALMONER_BOUNCE_WEBHOOK_SECRET(
            null,
            "what a mail relay sends as its password or token with a report, 20 characters or more",
            Form.LONG_SECRET),
    ALMONER_DKIM_DOMAIN(null, "the domain that signs, as example.org, if no relay does", Form.DOMAIN),
    ALMONER_DKIM_SELECTOR(null, "the name of the key in the DNS, as almoner2026", Form.DOMAIN),
    ALMONER_DKIM_KEY_FILE(null, "a file that can be read, with an RSA key in PEM form", Form.KEY_FILE),
    ALMONER_TIME_ZONE("UTC", "the organisation's time zone, as Europe/Vienna", Form.ZONE),
    ALMONER_BASE_CURRENCY("EUR", "three capital letters of ISO 4217, as EUR", Form.CURRENCY),
    ALMONER_NIGHTLY_AT("02:30", "a time of day from 00:00 to 23:59, in that zone", Form.TIME),
    ALMONER_REFUND_APPROVAL_FROM(
            null,
            "amounts from which a refund needs a second person, as 100 EUR, 120 USD; 100 of the base currency if unset",
            Form.AMOUNTS),
    ALMONER_WRITE_OFF_APPROVAL_FROM(
            null,
            "amounts from which a write-off needs a second person, as 100 EUR, 120 USD; 100 of the base currency if unset",
            Form.AMOUNTS),
    ALMONER_ADMIN_EMAIL(null, "the first administrator's address, used only in an empty database", Form.MAIL),
    ALMONER_ADMIN_PASSWORD(null, "that administrator's password, 10 characters or more", Form.PASSWORD),
    ALMONER_LOG_FORMAT("text", "text or json (one object a line)", Form.oneOf("text", "json")),
    ALMONER_LOG_LEVEL("info", "error, warning, info or debug", Form.oneOf("error", "warning", "info", "debug"));

    private final String byDefault;
    private final String write;
    private final Form form;

    Setting(String byDefault, String write, Form form) {
        this.byDefault = byDefault;
        this.write = write;
        this.form = form;
    }

    /** As a system property and inside the server: {@code almoner.http.port}. */
    String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    Optional<String> byDefault() {
        return Optional.ofNullable(byDefault);
    }

    /** What to write, for {@code --help} and for complaints. */
    String write() {
        return write;
    }

    /** Whether the value is written as it should be. */
    boolean accepts(String value) {
        return form.accepts(value);
    }

    /** Whether the value may be shown: no secret and nothing that can carry one. */
    boolean isSecret() {
        return form == Form.SECRET
                || form == Form.LONG_SECRET
                || form == Form.SECRETS
                || form == Form.PASSWORD
                || form == Form.JDBC;
    }

    /** How a value has to look. */
    @FunctionalInterface
    private interface Form {
        Form TEXT = value -> true;
        Form SECRET = value -> value.chars().noneMatch(Character::isISOControl);
        Form SECRETS = value -> SECRET.accepts(value)
                && List.of(value.split(",", -1)).stream()
                        .allMatch(secret -> secret.indexOf('@') < 0
                                || parses(() -> Instant.parse(
                                        secret.strip().substring(secret.strip().indexOf('@') + 1))));
        Form PASSWORD = value -> value.codePointCount(0, value.length()) >= 10;
        Form PORT =
                value -> value.matches("\\d{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65535;
        Form HOST = matching("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[?[0-9A-Fa-f:.]+]?");
        Form ADDRESS = matching("[0-9A-Fa-f:.]+|localhost");
        Form MAIL = matching("[^\\s@<>\",;:]{1,64}@[^\\s@<>\",;:]{1,250}");
        Form SHORT_MAIL = matching("[^\\s@<>\",;:+]{1,20}@[^\\s@<>\",;:]{1,250}");
        Form LONG_SECRET = value -> value.length() >= 20 && value.length() <= 200 && SECRET.accepts(value);
        Form DOMAIN = matching("[A-Za-z0-9]([A-Za-z0-9-]{0,62}[.])*[A-Za-z0-9-]{1,63}");
        Form KEY_FILE = Form::holdsKey;
        Form JDBC = matching("jdbc:postgresql://\\S+/\\S+");
        Form HTTP = Form::isHttp;
        Form ZONE = value -> parses(() -> ZoneId.of(value));
        Form TIME = value -> value.matches("\\d\\d:\\d\\d") && parses(() -> LocalTime.parse(value));
        Form CURRENCY = value -> value.matches("[A-Z]{3}")
                && Currency.getAvailableCurrencies().stream()
                        .anyMatch(currency -> currency.getCurrencyCode().equals(value));

        Form AMOUNTS = Form::areAmounts;

        Form NAMES = value -> Stream.of(value.split(",", -1))
                .allMatch(name -> name.strip().matches("[a-z][a-z0-9]{0,29}(-[a-z0-9]{1,29}){0,4}"));

        boolean accepts(String value);

        static Form oneOf(String... values) {
            return List.of(values)::contains;
        }

        static Form matching(String pattern) {
            return Pattern.compile(pattern).asMatchPredicate()::test;
        }

        private static boolean isHttp(String value) {
            try {
                var uri = new URI(value);
                return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getQuery() == null
                        && uri.getFragment() == null;
            } catch (URISyntaxException e) {
                return false;
            }
        }

        private static boolean holdsKey(String value) {
            try {
                var file = Path.of(value);
                return Files.size(file) < 100_000
                        && Files.readString(file, StandardCharsets.ISO_8859_1)
                                .matches("(?s).*-----BEGIN (RSA )?PRIVATE KEY-----.*");
            } catch (IOException | InvalidPathException unreadable) {
                return false;
            }
        }

        private static boolean areAmounts(String value) {
            return Stream.of(value.split(",", -1))
                    .map(String::strip)
                    .allMatch(amount -> amount.matches("\\d{1,9}(\\.\\d{1,3})? [A-Z]{3}")
                            && CURRENCY.accepts(amount.substring(amount.length() - 3)));
        }

        private static boolean parses(Runnable parser) {
            try {
                parser.run();
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
