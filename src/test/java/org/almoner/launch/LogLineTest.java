package org.almoner.launch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLineTest {

    @AfterEach
    void textAgain() {
        System.clearProperty("almoner.log.format");
    }

    @Test
    void aLineForPeople() {
        assertThat(new LogLine().format(event("Close of 2026-11\nis done")))
                .isEqualTo("2026-11-21 01:02:03.000Z WARN  almoner.reconcile.Close: Close of 2026-11 | is done"
                        + System.lineSeparator());
    }

    @Test
    void aJsonObjectForMachinesWhateverTheMessageHolds() {
        System.setProperty("almoner.log.format", "json");
        var event = event("\"quoted\" \\ \u0001 \ud83d\ude00 \ud83d\n");
        event.setThrown(new IllegalStateException("deep"));

        var line = new LogLine().format(event);

        assertThat(line.strip().lines()).hasSize(1);
        try (var reader = Json.createReader(new StringReader(line))) {
            var object = reader.readObject();
            assertThat(object.getString("time")).isEqualTo("2026-11-21T01:02:03Z");
            assertThat(object.getString("level")).isEqualTo("WARN");
            assertThat(object.getString("logger")).isEqualTo("org.almoner.reconcile.Close");
            assertThat(object.getString("message")).isEqualTo("\"quoted\" \\ \u0001 \ud83d\ude00 \ud83d\n");
            assertThat(object.getString("trace")).contains("IllegalStateException: deep");
        }
    }

    private static LogRecord event(String message) {
        var event = new LogRecord(Level.WARNING, message);
        event.setInstant(Instant.parse("2026-11-21T01:02:03Z"));
        event.setLoggerName("org.almoner.reconcile.Close");
        return event;
    }
}
