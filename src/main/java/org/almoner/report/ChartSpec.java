package org.almoner.report;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a chart shows, apart from how it is drawn: the PDF and the console draw from the same one, so that they cannot
 * disagree.
 *
 * @param id unique on a page; letters, digits and hyphens
 * @param title a few words
 * @param description what a reader who cannot see it should know: the alternative text
 * @param unit of all values
 * @param currency of the values where the unit is money, else null
 * @param labels one for each value of a series: months, names
 * @param series as many values each as there are labels; a null is a gap
 */
public record ChartSpec(
        String id,
        Kind kind,
        String title,
        String description,
        Unit unit,
        String currency,
        List<String> labels,
        List<Series> series) {

    /** How values are drawn. A donut and horizontal bars have one series. */
    public enum Kind {
        BARS,
        STACKED_BARS,
        LINES,
        HORIZONTAL_BARS,
        DONUT
    }

    /** What the values are: money in major units, a number of things, or a fraction of one. */
    public enum Unit {
        MONEY,
        COUNT,
        SHARE
    }

    /** Values of one kind; null where there is none. */
    public record Series(String name, List<BigDecimal> values) {
        public Series {
            values = values.stream().toList();
        }

        public static Series of(String name, BigDecimal... values) {
            return new Series(name, Arrays.asList(values));
        }
    }

    public ChartSpec {
        Objects.requireNonNull(unit, "unit");
        if (!id.matches("[A-Za-z][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException("not an id: " + id);
        }
        labels = List.copyOf(labels);
        series = List.copyOf(series);
        for (Series each : series) {
            if (each.values().size() != labels.size()) {
                throw new IllegalArgumentException(each.name() + " has not one value for each label of " + id);
            }
        }
        if ((kind == Kind.DONUT || kind == Kind.HORIZONTAL_BARS) && series.size() != 1) {
            throw new IllegalArgumentException(kind + " draws one series, not " + series.size());
        }
    }

    /** Whether there is nothing to draw: no value, or only zeros. */
    public boolean empty() {
        return series.stream().flatMap(s -> s.values().stream()).allMatch(v -> v == null || v.signum() == 0);
    }
}
