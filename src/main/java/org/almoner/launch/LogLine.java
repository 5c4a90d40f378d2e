package org.almoner.launch;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One event, one line: for people by default, as a JSON object when {@code almoner.log.format} is {@code json}. Times
 * are UTC. A stack trace follows its line in the first form and is a field in the second.
 */
public final class LogLine extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final boolean json = "json".equals(System.getProperty(Setting.ALMONER_LOG_FORMAT.property()));

    @Override
    public String format(LogRecord event) {
        return json ? asJson(event) : asText(event);
    }

    private String asText(LogRecord event) {
        var line = new StringBuilder(160)
                .append(TIME.format(event.getInstant()))
                .append(' ')
                .append(String.format("%-5s", level(event.getLevel())))
                .append(' ')
                .append(shortName(event.getLoggerName()))
                .append(": ")
                .append(formatMessage(event).strip().replaceAll("\\R", " | "))
                .append(System.lineSeparator());
        if (event.getThrown() != null) {
            line.append(trace(event.getThrown()));
        }
        return line.toString();
    }

    private String asJson(LogRecord event) {
        var line = new StringBuilder(200).append("{\"time\":");
        quote(line, Instant.ofEpochMilli(event.getMillis()).toString());
        quote(line.append(",\"level\":"), level(event.getLevel()));
        quote(line.append(",\"logger\":"), String.valueOf(event.getLoggerName()));
        quote(line.append(",\"message\":"), String.valueOf(formatMessage(event)));
        if (event.getThrown() != null) {
            quote(line.append(",\"trace\":"), trace(event.getThrown()));
        }
        return line.append("}").append(System.lineSeparator()).toString();
    }

    private static String level(Level level) {
        return level.intValue() >= Level.SEVERE.intValue()
                ? "ERROR"
                : level.intValue() >= Level.WARNING.intValue()
                        ? "WARN"
                        : level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String shortName(String logger) {
        if (logger == null) {
            return "-";
        }
        return logger.startsWith("org.almoner.") ? logger.substring("org.".length()) : logger;
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !paired(text, i)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
