package org.almoner.launch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.logging.LogManager;

/** One console handler for the whole JVM; the levels of the noisy libraries are in {@code payara-config}. */
final class Logging {

    private static final Map<String, String> LEVELS =
            Map.of("error", "SEVERE", "warning", "WARNING", "info", "INFO", "debug", "FINE");

    private Logging() {}

    /** Sets it up for the launcher and returns the properties as text, for the server to do the same. */
    static String start(Settings settings) throws IOException {
        var properties = new Properties();
        try (InputStream in = Logging.class.getResourceAsStream("/payara-config/logging.properties")) {
            properties.load(in);
        }
        properties.setProperty("org.almoner.level", LEVELS.get(settings.require(Setting.ALMONER_LOG_LEVEL)));
        var text = new StringWriter();
        properties.store(text, null);
        apply(text.toString());
        return text.toString();
    }

    /** Also after the server has stopped, which takes the handlers with it. */
    static void apply(String properties) throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(properties.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static Path write(DataFolder folder, String properties) throws IOException {
        return Files.writeString(folder.resolve("runtime").resolve("logging.properties"), properties);
    }
}
