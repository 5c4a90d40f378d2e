package org.almoner.stripe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * How a Stripe account is set: {@code ALMONER_STRIPE_API_KEY} and {@code ALMONER_STRIPE_WEBHOOK_SECRETS} for the one
 * without a name, {@code ALMONER_STRIPE_<NAME>_API_KEY} and so on for each that {@code ALMONER_STRIPE_ACCOUNTS} names.
 * The launcher has checked them.
 *
 * @param name "" for the one without; it stands in every row that comes from the account, so it never changes
 * @param key none, if Stripe cannot be asked
 * @param secrets those with which its webhooks are signed
 */
record AccountSettings(String name, Optional<String> key, List<String> secrets) {

    static final String KEY = "API_KEY";
    static final String SECRETS = "WEBHOOK_SECRETS";

    /** All of them, the one without a name first. */
    static List<AccountSettings> read(Config config) {
        List<AccountSettings> all = new ArrayList<>();
        all.add(read(config, ""));
        config.getOptionalValue("almoner.stripe.accounts", String[].class).map(List::of).orElse(List.of()).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> all.add(read(config, name)));
        return all;
    }

    private static AccountSettings read(Config config, String name) {
        return new AccountSettings(
                name,
                config.getOptionalValue(property(name, KEY), String.class)
                        .map(String::strip)
                        .filter(key -> !key.isEmpty()),
                config
                        .getOptionalValue(property(name, SECRETS), String[].class)
                        .map(List::of)
                        .orElse(List.of())
                        .stream()
                        .filter(secret -> !secret.isBlank())
                        .toList());
    }

    /** How the setting is called that people have to change. */
    static String named(String account, String what) {
        return "ALMONER_STRIPE_"
                + (account.isEmpty() ? "" : account.toUpperCase(Locale.ROOT).replace('-', '_') + "_") + what;
    }

    private static String property(String account, String what) {
        return named(account, what).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Whether a key is for real money, as it says itself; empty if it does not say. */
    static Optional<Boolean> mode(Optional<String> key) {
        return key.flatMap(text -> text.contains("_live_")
                ? Optional.of(true)
                : text.contains("_test_") ? Optional.of(false) : Optional.empty());
    }

    /**
     * The mode that every event of this account must have; null where any will do. A test key of the account without a
     * name says nothing about it, as it may be one of a stand-in.
     */
    Boolean mustBe() {
        Boolean said = mode(key).orElse(null);
        return name.isEmpty() && said != null && !said ? null : said;
    }

    /**
     * Whether its money is of another mode than that which the books are about: that of the account without a name, or
     * live, where that does not say.
     */
    boolean isSandboxBeside(AccountSettings unnamed) {
        return !name.isEmpty()
                && !mode(key).equals(Optional.of(mode(unnamed.key).orElse(true)));
    }
}
