package org.almoner.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Invented donors in twelve languages and their scripts, the same ones for the same seed. */
final class People {
    private static final String RESOURCE = "/demo/people.txt";
    private static final List<String> DOMAINS = List.of("example.org", "example.com", "example.net");

    private record Name(String written, String latin) {
        static Name parse(String text) {
            String[] halves = text.split("=");
            // A dot stands for a blank inside a name.
            return new Name(halves[0].replace('.', ' '), halves[1]);
        }
    }

    private record Language(
            String tag,
            List<String> countries,
            List<String> currencies,
            boolean familyFirst,
            List<Name> given,
            List<Name> family) {
        static Language parse(String line) {
            String[] parts = line.split("\\|");
            return new Language(
                    parts[0].trim(),
                    words(parts[1]).toList(),
                    words(parts[2]).toList(),
                    parts[3].trim().equals("F"),
                    words(parts[4]).map(Name::parse).toList(),
                    words(parts[5]).map(Name::parse).toList());
        }

        private static Stream<String> words(String text) {
            return Stream.of(text.trim().split("\\s+"));
        }
    }

    private final List<Language> languages = load();
    private final long seed;

    People(long seed) {
        this.seed = seed;
    }

    /** The person of a number. Every language has its turn; one in forty leaves no e-mail address. */
    Person number(int key) {
        SplittableRandom random = new SplittableRandom(seed * 31 + key);
        // German and English speakers are the many, as in an organisation seated in Berlin.
        int turn = key % 18;
        Language language = languages.get(turn < 12 ? turn : turn % 2);
        Name given = pick(language.given, random);
        Name family = pick(language.family, random);
        int place = random.nextInt(Math.max(language.countries.size(), language.currencies.size()));
        String space = language.tag.equals("zh") ? "" : " ";
        String name =
                language.familyFirst ? family.written + space + given.written : given.written + space + family.written;
        String email = key % 40 == 39
                ? null
                : given.latin + "." + family.latin + "." + key + "@" + DOMAINS.get(random.nextInt(DOMAINS.size()));
        return new Person(
                key,
                name,
                email,
                language.tag,
                language.countries.get(place % language.countries.size()),
                language.currencies.get(place % language.currencies.size()));
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }

    private static List<Language> load() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(People.class.getResourceAsStream(RESOURCE), RESOURCE),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(Language::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
