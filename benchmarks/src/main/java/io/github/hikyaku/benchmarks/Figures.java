package io.github.hikyaku.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Figures of several rounds by name; prints medians, spreads, and ratios to one of them. */
final class Figures {
    private final String unit;
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    Figures(String unit) {
        this.unit = unit;
    }

    void add(String name, double sample) {
        samples.computeIfAbsent(name, n -> new ArrayList<>()).add(sample);
    }

    static double quantile(List<Double> samples, double q) {
        List<Double> sorted = new ArrayList<>(samples);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
    }

    /** Prints a line for each name; the ratio is to the figure of {@code reference}. */
    void print(String title, String reference) {
        double base = quantile(Objects.requireNonNull(samples.get(reference), reference), 0.5);
        System.out.println(title + " [" + unit + ", median of rounds (min to max), ratio to " + reference + "]");
        samples.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "  %-16s %10.2f  (%.2f to %.2f)  x %.2f%n",
                name,
                quantile(all, 0.5),
                quantile(all, 0),
                quantile(all, 1),
                quantile(all, 0.5) / base));
    }
}
