package io.frostline.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Report that prints figures beside their targets. */
final class Report {
    private Report() {}

    static void figure(String what, String measured, String target) {
        System.out.printf("  %-62s %18s   asked: %s%n", what, measured, target);
    }

    static void title(String title) {
        System.out.println();
        System.out.println(title);
    }

    /** Returns the seconds since a value of {@link System#nanoTime}. */
    static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Returns the value below which {@code share} of the values lie. */
    static double percentile(List<Double> values, double share) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
