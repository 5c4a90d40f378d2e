package org.almoner.document;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.ChoiceFormat;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of one printed thing in one language, from {@code reports/<thing>/messages_<language>.properties} (UTF-8).
 * Placeholders are names in braces; apostrophes need no doubling, so that translators cannot break a text.
 */
public final class Texts {
    /** The languages every printed thing is written in. */
    public static final Set<String> LANGUAGES = Set.of(
            "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "it", "ja", "ko", "nb", "nl", "pl", "pt",
            "ru", "sv", "tr", "uk", "zh");

    private static final Map<String, Texts> LOADED = new ConcurrentHashMap<>();
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "he");

    private final Locale locale;
    private final Properties properties;
    private final DateTimeFormatter dates;

    private Texts(Locale wished, Properties properties) {
        locale = new Locale.Builder()
                .setLanguage(language(wished))
                .setRegion(wished.getCountry())
                .setScript(wished.getScript())
                .setUnicodeLocaleKeyword("nu", "latn")
                .build();
        this.properties = properties;
        dates = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).localizedBy(locale);
    }

    /** The texts of a thing in the language nearest to the one wished; English where there is none. */
    public static Texts of(String thing, Locale wished) {
        Locale locale = speaks(wished) ? wished : Locale.ENGLISH;
        return LOADED.computeIfAbsent(
                thing + "/" + language(locale) + "-" + locale.getScript() + "-" + locale.getCountry(),
                key -> new Texts(locale, load(thing, language(locale))));
    }

    /** The locale of these texts: the wished one with its country, or English. Its digits are always 0 to 9. */
    public Locale locale() {
        return locale;
    }

    /** The language tag for documents and pages, without extensions: {@code de-AT}. */
    public String tag() {
        return locale.stripExtensions().toLanguageTag();
    }

    /** A day as it is written out in this language: {@code 20 November 2026}. */
    public String date(LocalDate day) {
        return Printable.line(dates.format(day));
    }

    /** A whole number as it is written in this language. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    public boolean rightToLeft() {
        return RIGHT_TO_LEFT.contains(language(locale));
    }

    /**
     * One text, with placeholders filled: name, value, name, value…
     *
     * @throws MissingResourceException for a key nobody wrote
     */
    public String get(String key, String... values) {
        String text = properties.getProperty(key);
        if (text == null) {
            throw new MissingResourceException("no text " + key, "Texts", key);
        }
        return fill(text, values);
    }

    /**
     * One text that differs by how many there are, written as a {@link ChoiceFormat}:
     * {@code 1#One gift waits|1<{many} gifts wait}.
     *
     * @throws MissingResourceException for a key nobody wrote
     */
    public String count(String key, long many, String... values) {
        String[] all = Arrays.copyOf(values, values.length + 2);
        all[values.length] = "many";
        all[values.length + 1] = NumberFormat.getIntegerInstance(locale).format(many);
        return fill(new ChoiceFormat(get(key)).format(many), all);
    }

    Set<String> keys() {
        return properties.stringPropertyNames();
    }

    private static String fill(String text, String[] values) {
        if (values.length == 0) {
            return text;
        }
        // One pass, so that a value that looks like a placeholder stays what it is.
        StringBuilder out = new StringBuilder(text.length() + 64);
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            out.append(text, from, open).append(value(text.substring(open + 1, close), values));
            from = close + 1;
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String value(String name, String[] values) {
        for (int i = 0; i + 1 < values.length; i += 2) {
            if (values[i].equals(name)) {
                return values[i + 1];
            }
        }
        throw new IllegalArgumentException("no value for {" + name + "}");
    }

    private static boolean speaks(Locale locale) {
        return locale != null && LANGUAGES.contains(language(locale));
    }

    private static String language(Locale locale) {
        String language = locale.getLanguage();
        // Older names that Java and browsers still use.
        return switch (language) {
            case "iw" -> "he";
            case "no", "nn" -> "nb";
            default -> language;
        };
    }

    private static Properties load(String thing, String language) {
        String path = "reports/" + thing + "/messages_" + language + ".properties";
        var in = Texts.class.getClassLoader().getResourceAsStream(path);
        if (in == null) {
            throw new IllegalStateException("no " + path);
        }
        try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            Properties properties = new Properties();
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
