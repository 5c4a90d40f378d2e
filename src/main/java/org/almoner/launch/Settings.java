package org.almoner.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The settings of one run, read once, all checked before anything starts. */
final class Settings {

    private final Map<Setting, String> values;
    private final StripeAccountSettings accounts;

    private Settings(Map<Setting, String> values, StripeAccountSettings accounts) {
        this.values = values;
        this.accounts = accounts;
    }

    /**
     * Reads every setting; an empty value counts as unset.
     *
     * @throws Problem that has one line for each missing or malformed setting, with exit code {@link Problem#SETTINGS}
     */
    static Settings read(Map<String, String> environment, Properties system) {
        var values = new EnumMap<Setting, String>(Setting.class);
        var complaints = new ArrayList<String>();
        for (var setting : Setting.values()) {
            var value = Optional.ofNullable(system.getProperty(setting.property()))
                    .or(() -> Optional.ofNullable(environment.get(setting.name())))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .or(setting::byDefault);
            value.ifPresent(text -> {
                if (setting.accepts(text)) {
                    values.put(setting, text);
                } else {
                    complaints.add(setting.name() + (setting.isSecret() ? "" : " is " + quoted(text)) + ": write "
                            + setting.write());
                }
            });
        }
        complaints.addAll(missing(values, complaints));
        // without the names nobody can say whose settings are missing or one too many
        var names = complaints.stream().noneMatch(line -> line.startsWith(Setting.ALMONER_STRIPE_ACCOUNTS.name()));
        var accounts =
                StripeAccountSettings.read(values, names ? environment : Map.of(), names ? system : new Properties());
        complaints.addAll(accounts.complaints());
        if (!complaints.isEmpty()) {
            throw new Problem(Problem.SETTINGS, complaints);
        }
        values.computeIfAbsent(Setting.ALMONER_BASE_URL, absent -> localUrl(values, "localhost"));
        return new Settings(values, accounts);
    }

    private static List<String> missing(Map<Setting, String> values, List<String> complaints) {
        var missing = new ArrayList<String>();
        needs(values, complaints, missing, Setting.ALMONER_ADMIN_EMAIL, Setting.ALMONER_ADMIN_PASSWORD);
        needs(values, complaints, missing, Setting.ALMONER_ADMIN_PASSWORD, Setting.ALMONER_ADMIN_EMAIL);
        needs(values, complaints, missing, Setting.ALMONER_DATABASE_USER, Setting.ALMONER_DATABASE_URL);
        needs(values, complaints, missing, Setting.ALMONER_DATABASE_PASSWORD, Setting.ALMONER_DATABASE_URL);
        needs(values, complaints, missing, Setting.ALMONER_SMTP_PASSWORD, Setting.ALMONER_SMTP_USER);
        needs(values, complaints, missing, Setting.ALMONER_SMTP_USER, Setting.ALMONER_SMTP_HOST);
        needs(values, complaints, missing, Setting.ALMONER_BOUNCE_HOST, Setting.ALMONER_BOUNCE_ADDRESS);
        needs(values, complaints, missing, Setting.ALMONER_BOUNCE_HOST, Setting.ALMONER_BOUNCE_USER);
        needs(values, complaints, missing, Setting.ALMONER_BOUNCE_HOST, Setting.ALMONER_BOUNCE_PASSWORD);
        needs(values, complaints, missing, Setting.ALMONER_BOUNCE_USER, Setting.ALMONER_BOUNCE_HOST);
        needs(values, complaints, missing, Setting.ALMONER_BOUNCE_PASSWORD, Setting.ALMONER_BOUNCE_USER);
        needs(values, complaints, missing, Setting.ALMONER_DKIM_KEY_FILE, Setting.ALMONER_DKIM_DOMAIN);
        needs(values, complaints, missing, Setting.ALMONER_DKIM_KEY_FILE, Setting.ALMONER_DKIM_SELECTOR);
        needs(values, complaints, missing, Setting.ALMONER_DKIM_DOMAIN, Setting.ALMONER_DKIM_KEY_FILE);
        needs(values, complaints, missing, Setting.ALMONER_DKIM_SELECTOR, Setting.ALMONER_DKIM_DOMAIN);
        return missing;
    }

    private static void needs(
            Map<Setting, String> values, List<String> complaints, List<String> missing, Setting given, Setting needed) {
        var complainedAbout = complaints.stream().anyMatch(line -> line.startsWith(needed.name()));
        if (values.containsKey(given) && !values.containsKey(needed) && !complainedAbout) {
            missing.add(needed.name() + " is missing while " + given.name() + " is set: write " + needed.write());
        }
    }

    /** Where this machine itself reaches the server. */
    String localUrl() {
        return localUrl(values, "127.0.0.1");
    }

    private static String localUrl(Map<Setting, String> values, String forAll) {
        var bind = values.get(Setting.ALMONER_HTTP_BIND);
        var host = bind.equals("0.0.0.0") || bind.equals("::") ? forAll : bind.contains(":") ? "[" + bind + "]" : bind;
        return "http://" + host + ":" + values.get(Setting.ALMONER_HTTP_PORT);
    }

    private static String quoted(String value) {
        var plain = value.replaceAll("\\p{Cntrl}", "?");
        return '"' + (plain.length() > 60 ? plain.substring(0, 60) + "…" : plain) + '"';
    }

    Optional<String> get(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    String require(Setting setting) {
        return get(setting).orElseThrow(() -> new IllegalStateException(setting + " has no value"));
    }

    int httpPort() {
        return Integer.parseInt(require(Setting.ALMONER_HTTP_PORT));
    }

    Path dataFolder() {
        try {
            return Path.of(require(Setting.ALMONER_DATA_DIR));
        } catch (InvalidPathException e) {
            throw new Problem(Problem.SETTINGS, List.of("ALMONER_DATA_DIR: write " + Setting.ALMONER_DATA_DIR.write()));
        }
    }

    /** What works only in part for want of a setting, one line each. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (accounts.any() && !values.containsKey(Setting.ALMONER_STRIPE_API_KEY)) {
            warn(warnings, Setting.ALMONER_SMTP_HOST, "mail stays in the outbox");
            return warnings;
        }
        warn(warnings, Setting.ALMONER_STRIPE_WEBHOOK_SECRETS, "webhooks are refused with 503");
        warn(warnings, Setting.ALMONER_STRIPE_API_KEY, "the nightly close cannot ask Stripe and refunds are not sent");
        warn(warnings, Setting.ALMONER_SMTP_HOST, "mail stays in the outbox");
        return warnings;
    }

    private void warn(List<String> warnings, Setting setting, String consequence) {
        if (!values.containsKey(setting)) {
            warnings.add(setting.name() + " is not set, so " + consequence + ": write " + setting.write());
        }
    }

    /** Makes every value, defaults too, known to the server by its property name. */
    void publish() {
        values.forEach((setting, value) -> System.setProperty(setting.property(), value));
        accounts.publish();
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
