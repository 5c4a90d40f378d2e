package org.almoner.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every language says everything that English says, with the same placeholders and in letters that can be printed. */
class TextsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-zA-Z]+}");

    @ParameterizedTest
    @ValueSource(strings = {"receipt", "statement", "mail", "dunning", "verify", "my"})
    void noLanguageMissesAKey(String thing) {
        Set<String> expected = Texts.of(thing, Locale.ENGLISH).keys();
        Map<String, Set<String>> missing = new TreeMap<>();
        Map<String, Set<String>> unknown = new TreeMap<>();
        for (String language : Texts.LANGUAGES) {
            Set<String> keys = Texts.of(thing, Locale.forLanguageTag(language)).keys();
            put(missing, language, expected, keys);
            put(unknown, language, keys, expected);
        }
        assertThat(missing).as("keys that a language lacks").isEmpty();
        assertThat(unknown).as("keys that English lacks").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"receipt", "statement", "mail", "dunning", "verify", "my"})
    void placeholdersAndLettersHold(String thing) {
        Texts english = Texts.of(thing, Locale.ENGLISH);
        for (String language : Texts.LANGUAGES) {
            Texts texts = Texts.of(thing, Locale.forLanguageTag(language));
            for (String key : texts.keys()) {
                String text = texts.get(key);
                assertThat(text).as(language + " " + key).isNotBlank();
                assertThat(placeholders(text)).as(language + " " + key).isEqualTo(placeholders(english.get(key)));
                assertThat(Fonts.unprintable(text)).as(language + " " + key).isEmpty();
            }
        }
    }

    /** Also what is not written in every language: the forms of tax regimes, the page of a recurring gift. */
    @Test
    void noFileOfAnyFolderHasKeysOrPlaceholdersThatItsSiblingsLack() throws IOException {
        List<String> faults = new ArrayList<>();
        try (var folders = Files.list(Path.of("reports"))) {
            for (Path folder : folders.sorted().toList()) {
                Map<String, Properties> files = read(folder);
                var all = files.values().stream()
                        .flatMap(one -> one.stringPropertyNames().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
                for (String key : all) {
                    var said = files.values().stream()
                            .map(one -> one.getProperty(key))
                            .filter(Objects::nonNull)
                            .map(TextsTest::placeholders)
                            .collect(Collectors.toSet());
                    if (said.size() > 1) {
                        faults.add(folder.getFileName() + " " + key + " has other placeholders: " + said);
                    }
                    files.forEach((file, texts) -> {
                        if (texts.getProperty(key, "").isBlank()) {
                            faults.add(folder.getFileName() + "/" + file + " lacks " + key);
                        }
                    });
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static Map<String, Properties> read(Path folder) throws IOException {
        Map<String, Properties> files = new TreeMap<>();
        try (var paths = Files.newDirectoryStream(folder, "messages_*.properties")) {
            for (Path path : paths) {
                var texts = new Properties();
                try (var reader = Files.newBufferedReader(path)) {
                    texts.load(reader);
                }
                files.put(path.getFileName().toString(), texts);
            }
        }
        return files;
    }

    @Test
    void oneIsNotSaidAsMany() {
        var texts = Texts.of("finance", Locale.ENGLISH);

        assertThat(texts.count("aged.GIFTS", 1, "days", "30")).startsWith("One gift has waited");
        assertThat(texts.count("aged.GIFTS", 1_200, "days", "30"))
                .isEqualTo("1,200 gifts have waited for a payout for more than 30 days");
    }

    @Test
    void valuesAreNotReadAsPlaceholders() {
        Texts texts = Texts.of("receipt", Locale.ENGLISH);
        assertThat(texts.get("thanksTo", "donor", "{donor} {x}")).isEqualTo("Thank you for your gift, {donor} {x}.");
        assertThatThrownBy(() -> texts.get("thanksTo", "name", "A")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> texts.get("nobody.wrote.this")).isInstanceOf(MissingResourceException.class);
    }

    @Test
    void languageIsFoundByItsOlderNamesAndFallsBackToEnglish() {
        assertThat(Texts.of("receipt", Locale.forLanguageTag("no")).tag()).isEqualTo("nb");
        assertThat(Texts.of("receipt", Locale.forLanguageTag("iw-IL")).tag()).isEqualTo("he-IL");
        assertThat(Texts.of("receipt", Locale.forLanguageTag("pt-BR")).tag()).isEqualTo("pt-BR");
        assertThat(Texts.of("receipt", Locale.forLanguageTag("xx")).tag()).isEqualTo("en");
        assertThat(Texts.of("receipt", null).tag()).isEqualTo("en");
        assertThat(Texts.of("receipt", Locale.forLanguageTag("ar")).rightToLeft())
                .isTrue();
    }

    private static void put(Map<String, Set<String>> into, String language, Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        if (!rest.isEmpty()) {
            into.put(language, rest);
        }
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(m -> m.group()).collect(Collectors.toCollection(TreeSet::new));
    }
}
