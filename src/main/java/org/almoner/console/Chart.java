package org.almoner.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A chart of stacked columns as an SVG without text, stretched to the width there is; its axes and its table are HTML, so that they keep
 * their size, follow the theme and can be read aloud.
 */
public final class Chart {

    /** A row of values, one for each label. */
    public record Series(String name, List<Long> values) {}

    /** A word on an axis and where it stands, in percent of the axis. */
    public record Tick(String text, String at) {}

    /** A line of the table beside the chart. */
    public record Row(String label, List<String> values) {}

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 240;
    private static final int WORDS_BELOW = 7;

    private final String title;
    private final List<String> labels;
    private final List<Series> series;
    private final LongFunction<String> write;
    private final long step;
    private final long top;
    private final String marks;

    /** One column a label, the series stacked. */
    Chart(String title, List<String> labels, List<Series> series, LongFunction<String> write) {
        this.title = title;
        this.labels = List.copyOf(labels);
        this.series = List.copyOf(series);
        this.write = write;
        var highest = highestStack();
        this.step = step(highest);
        this.top = Math.max(step, (highest + step - 1) / step * step);
        this.marks = stacks();
    }

    public String getTitle() {
        return title;
    }

    public List<Series> getSeries() {
        return series;
    }

    /** The picture; made of numbers only, so nothing in it needs escaping. */
    public String getSvg() {
        var svg = new StringBuilder("<svg class=\"marks\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
        for (var value = 0L; value <= top; value += step) {
            var y = number(y(value));
            svg.append("<path class=\"")
                    .append(value == 0 ? "zero" : "axis")
                    .append("\" d=\"M0 ")
                    .append(y);
            svg.append("H").append(WIDTH).append("\"/>");
        }
        return svg.append(marks).append("</svg>").toString();
    }

    /** Words beside the chart, from the bottom up. */
    public List<Tick> getScale() {
        var ticks = new ArrayList<Tick>();
        for (var value = 0L; value <= top; value += step) {
            ticks.add(new Tick(write.apply(value), number(value * 100.0 / top)));
        }
        return ticks;
    }

    /** Words below the chart, no more than fit a telephone. */
    public List<Tick> getFeet() {
        var every = Math.max(1, (labels.size() + WORDS_BELOW - 1) / WORDS_BELOW);
        var ticks = new ArrayList<Tick>();
        for (var i = 0; i < labels.size(); i += every) {
            ticks.add(new Tick(labels.get(i), number(x(i) * 100 / WIDTH)));
        }
        return ticks;
    }

    public List<Row> getRows() {
        var rows = new ArrayList<Row>();
        for (var i = 0; i < labels.size(); i++) {
            var at = i;
            rows.add(new Row(
                    labels.get(i),
                    series.stream()
                            .map(one -> write.apply(one.values().get(at)))
                            .toList()));
        }
        return rows;
    }

    private String stacks() {
        var svg = new StringBuilder();
        var width = (double) WIDTH / Math.max(1, labels.size());
        for (var i = 0; i < labels.size(); i++) {
            var below = 0L;
            for (var s = 0; s < series.size(); s++) {
                var value = series.get(s).values().get(i);
                if (value > 0) {
                    svg.append("<rect class=\"c")
                            .append(s + 1)
                            .append("\" x=\"")
                            .append(number(i * width + width * 0.14));
                    svg.append("\" width=\"").append(number(width * 0.72));
                    svg.append("\" y=\"").append(number(y(below + value)));
                    svg.append("\" height=\"")
                            .append(number(y(below) - y(below + value)))
                            .append("\"/>");
                    below += value;
                }
            }
        }
        return svg.toString();
    }

    private double x(int index) {
        return (index + 0.5) * WIDTH / labels.size();
    }

    private double y(long value) {
        return HEIGHT - (double) value * HEIGHT / top;
    }

    private long highestStack() {
        var highest = 0L;
        for (var i = 0; i < labels.size(); i++) {
            var at = i;
            highest = Math.max(
                    highest,
                    series.stream()
                            .mapToLong(one -> Math.max(0, one.values().get(at)))
                            .sum());
        }
        return highest;
    }

    /** The smallest of 1, 2, 5, 10, 20, … with which four steps reach the highest value. */
    private static long step(long highest) {
        var unit = 1L;
        while (true) {
            for (var factor : new long[] {1, 2, 5}) {
                if (factor * unit * 4 >= highest) {
                    return factor * unit;
                }
            }
            unit *= 10;
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
