package org.almoner.report;

/**
 * The colours of charts: distinct in lightness as well as hue, so that they stay apart in print without colour and for
 * readers who see red and green alike.
 */
final class ChartColours {
    private static final String[] SERIES = {"#0b5d5e", "#c9811a", "#5b7fa6", "#8a4b6b", "#7a9a4f", "#5d6673"};
    private static final String REST = "#a3acb8";

    private ChartColours() {}

    /** The colour of a series or slice as {@code #rrggbb}; all beyond the sixth share one grey. */
    static String hex(int index) {
        return index < SERIES.length ? SERIES[index] : REST;
    }

    /** Its CSS class. */
    static String style(int index) {
        return index < SERIES.length ? "chart-" + (index + 1) : "chart-rest";
    }
}
