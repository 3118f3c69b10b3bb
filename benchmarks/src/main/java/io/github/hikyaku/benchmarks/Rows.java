package io.github.hikyaku.benchmarks;

import java.util.List;
import java.util.Locale;

/** Prints a figure to a line: its value, what was asked for, and the ratio of both. Counts what was missed. */
final class Rows {
    private int missed;

    /** How many figures were not as asked. */
    int missed() {
        return missed;
    }

    void title(String text) {
        System.out.println(text);
    }

    /** A figure that nothing was asked of. */
    void report(String figure, double value, String unit) {
        print(figure, value, unit, "", 0, true);
    }

    /** The median of a figure that nothing was asked of. */
    void report(String figure, List<Double> samples, String unit) {
        report(figure + spread(samples), Figures.quantile(samples, 0.5), unit);
    }

    /** A figure that should be at most so much. */
    void atMost(String figure, double value, String unit, double asked) {
        print(figure, value, unit, "<= " + number(asked), asked, value <= asked);
    }

    /** The median of a figure that should be at most so much. */
    void atMost(String figure, List<Double> samples, String unit, double asked) {
        atMost(figure + spread(samples), Figures.quantile(samples, 0.5), unit, asked);
    }

    /** The median of a figure that should be at least so much. */
    void atLeast(String figure, List<Double> samples, String unit, double asked) {
        double value = Figures.quantile(samples, 0.5);
        print(figure + spread(samples), value, unit, ">= " + number(asked), asked, value >= asked);
    }

    private static String spread(List<Double> samples) {
        return " (" + number(Figures.quantile(samples, 0)) + " to " + number(Figures.quantile(samples, 1)) + ")";
    }

    private static String number(double value) {
        int digits = value == Math.rint(value) || value >= 1000 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private void print(String figure, double value, String unit, String asked, double bound, boolean kept) {
        if (!kept) {
            missed++;
        }
        String ratio = bound == 0 ? "" : String.format(Locale.ROOT, "x %.2f", value / bound);
        System.out.printf(
                Locale.ROOT,
                "  %-74s %10s %-10s %-9s %-8s%s%n",
                figure,
                number(value),
                unit,
                asked,
                ratio,
                kept ? "" : " MISSED");
    }
}
