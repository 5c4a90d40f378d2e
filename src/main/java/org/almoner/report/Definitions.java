package org.almoner.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.almoner.report.SustainabilityReport.Definition;

/** What each metric means, from {@code reports/sustainability/metrics.properties}. */
final class Definitions {
    private static final List<Definition> ALL = load();

    private Definitions() {}

    static List<Definition> all() {
        return ALL;
    }

    private static List<Definition> load() {
        var texts = new Properties();
        try (var in = Definitions.class
                        .getClassLoader()
                        .getResourceAsStream("reports/sustainability/metrics.properties");
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(texts.getProperty("metrics").split("\\s+")).stream()
                .map(id -> new Definition(
                        id,
                        Integer.parseInt(texts.getProperty(id + ".version")),
                        text(texts, id, "name"),
                        text(texts, id, "formula"),
                        text(texts, id, "population"),
                        text(texts, id, "dates"),
                        text(texts, id, "currency"),
                        text(texts, id, "refunds")))
                .toList();
    }

    /** A metric's own word, or the one that holds for all. */
    private static String text(Properties texts, String id, String part) {
        var own = texts.getProperty(id + "." + part, texts.getProperty("all." + part));
        if (own == null) {
            throw new IllegalStateException("metric " + id + " has no " + part);
        }
        return own;
    }
}
