package org.almoner.report;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A report's figures for machines, one a line: {@code metric,dimension,value,currency}. The metric is the path in the
 * JSON ({@code funds.net}), the dimension the month, code or currency that it is about, money is in minor units. Values
 * are exact and unescaped but for control characters, which are left out; prose and names stay in the JSON.
 */
public final class SustainabilityCsv {
    private static final Set<String> PROSE = Set.of("definitions", "name");

    private final CSVPrinter csv;

    private SustainabilityCsv(CSVPrinter csv) {
        this.csv = csv;
    }

    /**
     * Writes the lines, ended by CR LF as RFC 4180 wants.
     *
     * @throws IOException if {@code out} does
     */
    public static void write(SustainabilityReport report, Appendable out) throws IOException {
        var printer = new CSVPrinter(out, CSVFormat.RFC4180);
        printer.printRecord("metric", "dimension", "value", "currency");
        new SustainabilityCsv(printer).object("", "", report.toJson());
    }

    private void object(String path, String dimension, JsonObject object) throws IOException {
        for (var entry : object.entrySet()) {
            if (!PROSE.contains(entry.getKey())) {
                var metric = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                value(metric, dimension, entry.getValue());
            }
        }
    }

    private void value(String metric, String dimension, JsonValue value) throws IOException {
        if (value instanceof JsonArray list) {
            for (JsonValue each : list) {
                object(metric, identity(each.asJsonObject()), each.asJsonObject());
            }
        } else if (value instanceof JsonObject object && object.containsKey("minor")) {
            line(metric, dimension, object.get("minor").toString(), object.getString("currency"));
        } else if (value instanceof JsonObject object) {
            object(metric, dimension, object);
        } else if (value instanceof JsonString text) {
            line(metric, dimension, text.getString(), "");
        } else {
            line(metric, dimension, value.equals(JsonValue.NULL) ? "" : value.toString(), "");
        }
    }

    private void line(String metric, String dimension, String value, String currency) throws IOException {
        csv.printRecord(metric, tidy(dimension), tidy(value), currency);
    }

    /** What tells the elements of a list apart. */
    private static String identity(JsonObject element) {
        for (String key : new String[] {"month", "code", "currency"}) {
            if (element.get(key) instanceof JsonString text) {
                return text.getString();
            }
        }
        return element.get("settled") instanceof JsonObject settled ? settled.getString("currency") : "";
    }

    private static String tidy(String text) {
        return text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
