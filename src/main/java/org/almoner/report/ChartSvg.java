package org.almoner.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.almoner.report.ChartSpec.Kind;
import org.almoner.report.ChartSpec.Series;
import org.almoner.report.ChartSpec.Unit;

/**
 * A chart as SVG for a page: scales with its container, is read out by its title and description, and takes its colours
 * from the page.
 *
 * <p>Marks carry {@code class="chart-1"} … {@code chart-6} and {@code chart-rest}; text is {@code chart-text} in the
 * colour of the page's text, lines are {@code chart-grid}, the whole is {@code chart}. Colours are presentation
 * attributes, so that any CSS rule wins ({@code .chart-1 { fill: var(--chart-1) }}) and no style attribute offends a
 * content security policy. Every bar, point and slice has a {@code <title>} with its figure in full.
 */
public final class ChartSvg {
    private static final int WIDTH = 640;
    private static final int LEFT = 56;
    private static final int RIGHT = 12;
    private static final int LONGEST = 34;

    private final ChartSpec spec;
    private final ChartNumbers numbers;
    private final String nothing;
    private final StringBuilder out = new StringBuilder(8192);

    private ChartSvg(ChartSpec spec, Locale locale, String nothing) {
        this.spec = spec;
        this.numbers = new ChartNumbers(locale);
        this.nothing = nothing;
    }

    /**
     * The chart, ready to stand in HTML; everything from outside is escaped.
     *
     * @param nothing what to say where there is nothing to draw, such as "No gifts in this period"
     */
    public static String of(ChartSpec spec, Locale locale, String nothing) {
        return new ChartSvg(spec, locale, nothing).draw();
    }

    private String draw() {
        int height =
                switch (spec.kind()) {
                    case HORIZONTAL_BARS -> 16 + 30 * Math.max(1, spec.labels().size());
                    case DONUT -> Math.max(220, 30 + 26 * spec.labels().size());
                    default -> 260;
                };
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\""
                        + " aria-labelledby=\"%s-title %s-desc\" font-size=\"12\">",
                WIDTH, height, spec.id(), spec.id());
        add("<title id=\"%s-title\">%s</title>", spec.id(), escape(spec.title()));
        add("<desc id=\"%s-desc\">%s</desc>", spec.id(), escape(spec.description()));
        if (spec.empty()) {
            text(WIDTH / 2.0, height / 2.0, "middle", nothing);
        } else {
            switch (spec.kind()) {
                case HORIZONTAL_BARS -> horizontalBars();
                case DONUT -> donut(height);
                default -> upright(height);
            }
        }
        return out.append("</svg>").toString();
    }

    private void upright(int height) {
        boolean legend = spec.series().size() > 1;
        double top = legend ? 34 : 12;
        double bottom = height - 28;
        double width = WIDTH - LEFT - RIGHT;
        var scale = ChartScale.of(spec, 4);
        if (legend) {
            legend();
        }
        for (BigDecimal tick : scale.ticks()) {
            double y = bottom - scale.place(tick) * (bottom - top);
            add(
                    "<line class=\"chart-grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\" stroke=\"currentColor\""
                            + " stroke-opacity=\"%s\"/>",
                    LEFT, WIDTH - RIGHT, n(y), n(y), tick.signum() == 0 ? "0.55" : "0.14");
            text(LEFT - 8, y + 4, "end", numbers.shortly(tick, scale.high(), spec.unit()));
        }
        int count = spec.labels().size();
        double slot = width / count;
        // As many labels as fit; the newest is always among them.
        int every = Math.max(1, (int) Math.ceil(count * 7.2 * longestLabel() / width));
        for (int i = count - 1; i >= 0; i -= every) {
            text(LEFT + slot * (i + 0.5), height - 8, "middle", spec.labels().get(i));
        }
        if (spec.kind() == Kind.LINES) {
            lines(scale, slot, top, bottom);
        } else {
            bars(scale, slot, top, bottom);
        }
    }

    private int longestLabel() {
        return spec.labels().stream().mapToInt(String::length).max().orElse(1) + 1;
    }

    private void bars(ChartScale scale, double slot, double top, double bottom) {
        boolean stacked = spec.kind() == Kind.STACKED_BARS;
        int beside = stacked ? 1 : spec.series().size();
        double bar = Math.min(46, slot * 0.72 / beside);
        for (int i = 0; i < spec.labels().size(); i++) {
            BigDecimal above = BigDecimal.ZERO;
            BigDecimal below = BigDecimal.ZERO;
            for (int s = 0; s < spec.series().size(); s++) {
                BigDecimal value = spec.series().get(s).values().get(i);
                if (value == null || value.signum() == 0) {
                    continue;
                }
                BigDecimal from = !stacked ? BigDecimal.ZERO : value.signum() > 0 ? above : below;
                BigDecimal to = from.add(value);
                if (value.signum() > 0) {
                    above = to;
                } else {
                    below = to;
                }
                double y1 = bottom - scale.place(from.max(to)) * (bottom - top);
                double y2 = bottom - scale.place(from.min(to)) * (bottom - top);
                double x = LEFT + slot * (i + 0.5) - bar * beside / 2 + (stacked ? 0 : bar * s);
                add(
                        "<rect class=\"%s\" fill=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s</title></rect>",
                        ChartColours.style(s),
                        ChartColours.hex(s),
                        n(x),
                        n(y1),
                        n(bar),
                        n(Math.max(0.5, y2 - y1)),
                        escape(figure(s, i)));
            }
        }
    }

    private void lines(ChartScale scale, double slot, double top, double bottom) {
        for (int s = 0; s < spec.series().size(); s++) {
            List<BigDecimal> values = spec.series().get(s).values();
            var path = new StringBuilder();
            boolean pen = false;
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) == null) {
                    pen = false;
                    continue;
                }
                path.append(pen ? " L" : " M")
                        .append(n(LEFT + slot * (i + 0.5)))
                        .append(' ')
                        .append(n(bottom - scale.place(values.get(i)) * (bottom - top)));
                pen = true;
            }
            add(
                    "<path class=\"%s chart-line\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-linejoin=\"round\""
                            + " stroke-linecap=\"round\" d=\"%s\"/>",
                    ChartColours.style(s), ChartColours.hex(s), path.toString().strip());
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) != null) {
                    add(
                            "<circle class=\"%s\" fill=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s</title></circle>",
                            ChartColours.style(s),
                            ChartColours.hex(s),
                            n(LEFT + slot * (i + 0.5)),
                            n(bottom - scale.place(values.get(i)) * (bottom - top)),
                            escape(figure(s, i)));
                }
            }
        }
    }

    private void horizontalBars() {
        List<BigDecimal> values = spec.series().get(0).values();
        BigDecimal largest = values.stream()
                .filter(v -> v != null && v.signum() > 0)
                .reduce(BigDecimal.ONE.movePointLeft(6), BigDecimal::max);
        double left = 236;
        double width = WIDTH - left - 110;
        for (int i = 0; i < values.size(); i++) {
            double y = 10 + 30 * i;
            BigDecimal value = values.get(i) == null ? BigDecimal.ZERO : values.get(i);
            double length = Math.max(1, width * value.max(BigDecimal.ZERO).doubleValue() / largest.doubleValue());
            label(left - 10, y + 16, spec.labels().get(i));
            add(
                    "<rect class=\"chart-1\" fill=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"20\" rx=\"2\"><title>%s</title></rect>",
                    ChartColours.hex(0), n(left), n(y), n(length), escape(figure(0, i)));
            text(
                    left + length + 8,
                    y + 15,
                    "start",
                    spec.unit() == Unit.SHARE
                            ? numbers.percent(value, 1)
                            : numbers.shortly(value, largest, spec.unit()));
        }
    }

    private void donut(int height) {
        List<BigDecimal> values = spec.series().get(0).values();
        double total = values.stream()
                .filter(v -> v != null && v.signum() > 0)
                .mapToDouble(BigDecimal::doubleValue)
                .sum();
        double x = 116;
        double y = height / 2.0;
        double from = 0;
        for (int i = 0; i < values.size(); i++) {
            double part = values.get(i) == null || values.get(i).signum() <= 0 || total == 0
                    ? 0
                    : values.get(i).doubleValue() / total;
            // A circle of one slice would start where it ends and vanish.
            double to = from + Math.min(part, 0.9999);
            if (part > 0) {
                add(
                        "<path class=\"%s\" fill=\"%s\" d=\"%s\"><title>%s</title></path>",
                        ChartColours.style(i), ChartColours.hex(i), ring(x, y, 96, 58, from, to), escape(figure(0, i)));
            }
            from += part;
            double line = y - 13.0 * values.size() + 26 * i;
            add(
                    "<rect class=\"%s\" fill=\"%s\" x=\"244\" y=\"%s\" width=\"12\" height=\"12\" rx=\"2\"/>",
                    ChartColours.style(i), ChartColours.hex(i), n(line));
            text(264, line + 11, "start", cut(spec.labels().get(i)));
            text(WIDTH - RIGHT, line + 11, "end", values.get(i) == null ? "–" : figureOnly(values.get(i)));
        }
    }

    private static String ring(double x, double y, double outer, double inner, double from, double to) {
        double a = 2 * Math.PI * from;
        double b = 2 * Math.PI * to;
        int large = to - from > 0.5 ? 1 : 0;
        return "M" + n(x + outer * Math.sin(a)) + " " + n(y - outer * Math.cos(a)) + " A" + n(outer) + " " + n(outer)
                + " 0 " + large + " 1 " + n(x + outer * Math.sin(b)) + " " + n(y - outer * Math.cos(b)) + " L"
                + n(x + inner * Math.sin(b)) + " " + n(y - inner * Math.cos(b)) + " A" + n(inner) + " " + n(inner)
                + " 0 " + large + " 0 " + n(x + inner * Math.sin(a)) + " " + n(y - inner * Math.cos(a)) + " Z";
    }

    private void legend() {
        double x = LEFT;
        for (int s = 0; s < spec.series().size(); s++) {
            Series series = spec.series().get(s);
            add(
                    "<rect class=\"%s\" fill=\"%s\" x=\"%s\" y=\"4\" width=\"12\" height=\"12\" rx=\"2\"/>",
                    ChartColours.style(s), ChartColours.hex(s), n(x));
            text(x + 18, 14, "start", cut(series.name()));
            x += 40 + 7.0 * cut(series.name()).length();
        }
    }

    private String figure(int series, int index) {
        var value = spec.series().get(series).values().get(index);
        var name = spec.series().size() > 1 ? ", " + spec.series().get(series).name() : "";
        return spec.labels().get(index) + name + ": " + (value == null ? "–" : figureOnly(value));
    }

    private String figureOnly(BigDecimal value) {
        return numbers.fully(value, spec.unit(), spec.currency());
    }

    private void label(double x, double y, String label) {
        add(
                "<text class=\"chart-text\" fill=\"currentColor\" x=\"%s\" y=\"%s\" text-anchor=\"end\" direction=\"ltr\">"
                        + "<tspan unicode-bidi=\"isolate\">%s</tspan></text>",
                n(x), n(y), escape(cut(label)));
    }

    private void text(double x, double y, String anchor, String text) {
        add(
                "<text class=\"chart-text\" fill=\"currentColor\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>",
                n(x), n(y), anchor, escape(text));
    }

    /** Names come from staff and from strangers: at most so long, never in the middle of a character. */
    private static String cut(String label) {
        return label.codePointCount(0, label.length()) <= LONGEST
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LONGEST - 1)).strip() + "…";
    }

    private static String n(double value) {
        return BigDecimal.valueOf(Math.round(value * 10), 1)
                .stripTrailingZeros()
                .toPlainString();
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    private static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    // Controls are not allowed in XML, whatever a name may hold.
                    if (c >= 0x20 || c == '\n' || c == '\t') {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
