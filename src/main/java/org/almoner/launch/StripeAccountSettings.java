package org.almoner.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The settings of the Stripe accounts that {@link Setting#ALMONER_STRIPE_ACCOUNTS} names: for each a key and its secrets,
 * as {@code ALMONER_STRIPE_<NAME>_API_KEY} with the name in capitals and {@code -} written as {@code _}.
 */
final class StripeAccountSettings {

    private static final String PREFIX = "ALMONER_STRIPE_";
    private static final String KEY = "_API_KEY";
    private static final String SECRETS = "_WEBHOOK_SECRETS";
    private static final Pattern OF_AN_ACCOUNT = Pattern.compile(PREFIX + "(.+)(" + KEY + "|" + SECRETS + ")");
    private static final Pattern NAMES_ITS_MODE = Pattern.compile("(rk|sk)_(live|test)_\\S+");

    private final Map<String, String> values = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();

    /**
     * Reads them.
     *
     * @param unnamed the settings that have been read already
     */
    static StripeAccountSettings read(
            Map<Setting, String> unnamed, Map<String, String> environment, Properties system) {
        var read = new StripeAccountSettings();
        var names = read.names(unnamed.get(Setting.ALMONER_STRIPE_ACCOUNTS));
        UnaryOperator<String> value = name -> Optional.ofNullable(system.getProperty(property(name)))
                .or(() -> Optional.ofNullable(environment.get(name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(null);
        for (String name : names) {
            read.take(name + KEY, value, "a restricted key that says its mode, rk_live_… or rk_test_…");
            read.take(name + SECRETS, value, Setting.ALMONER_STRIPE_WEBHOOK_SECRETS.write());
        }
        read.complainAboutUnlisted(names, environment.keySet());
        read.complainAboutUnlisted(
                names,
                system.stringPropertyNames().stream()
                        .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_'))
                        .toList());
        read.complainAboutTwice(unnamed);
        return read;
    }

    /** What each name begins its settings with. */
    private Set<String> names(String listed) {
        var names = new TreeSet<String>();
        if (listed != null) {
            for (String name : listed.split(",", -1)) {
                if (!names.add(PREFIX + name.strip().toUpperCase(Locale.ROOT).replace('-', '_'))) {
                    complaints.add("ALMONER_STRIPE_ACCOUNTS names " + name.strip() + " twice: write it once");
                }
            }
        }
        return names;
    }

    private void take(String setting, UnaryOperator<String> value, String write) {
        var text = value.apply(setting);
        boolean key = setting.endsWith(KEY);
        if (text == null) {
            complaints.add(setting + " is missing while ALMONER_STRIPE_ACCOUNTS names its account: write " + write);
        } else if (key
                ? !NAMES_ITS_MODE.matcher(text).matches()
                : !Setting.ALMONER_STRIPE_WEBHOOK_SECRETS.accepts(text)
                        || secrets(text).isEmpty()) {
            complaints.add(setting + ": write " + write);
        } else {
            values.put(setting, text);
        }
    }

    private void complainAboutUnlisted(Set<String> names, Collection<String> given) {
        for (String setting : new TreeSet<>(given)) {
            var matcher = OF_AN_ACCOUNT.matcher(setting);
            if (matcher.matches() && !names.contains(PREFIX + matcher.group(1))) {
                complaints.add(setting + " is of no account that ALMONER_STRIPE_ACCOUNTS names: write "
                        + matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-')
                        + " there, or leave the setting out");
            }
        }
    }

    private void complainAboutTwice(Map<Setting, String> unnamed) {
        var all = new TreeMap<>(values);
        for (Setting setting : List.of(Setting.ALMONER_STRIPE_API_KEY, Setting.ALMONER_STRIPE_WEBHOOK_SECRETS)) {
            if (unnamed.containsKey(setting)) {
                all.put(setting.name(), unnamed.get(setting));
            }
        }
        var owners = new HashMap<String, String>();
        all.forEach((setting, text) -> {
            for (String one : setting.endsWith(KEY) ? List.of(text) : secrets(text)) {
                var owner = owners.putIfAbsent(one, setting);
                if (owner != null && !owner.equals(setting)) {
                    complaints.add(setting + " has a " + (setting.endsWith(KEY) ? "key" : "secret") + " that " + owner
                            + " has too: write the account's own");
                }
            }
        });
    }

    /** The secrets themselves, without their ends. */
    private static List<String> secrets(String text) {
        return List.of(text.split(",", -1)).stream()
                .map(secret -> secret.replaceFirst("@.*", "").strip())
                .filter(secret -> !secret.isEmpty())
                .toList();
    }

    List<String> complaints() {
        return complaints;
    }

    boolean any() {
        return !values.isEmpty();
    }

    /** Makes every value known to the server by its property name. */
    void publish() {
        values.forEach((setting, value) -> System.setProperty(property(setting), value));
    }

    private static String property(String setting) {
        return setting.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
