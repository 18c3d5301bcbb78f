package io.frostline.edge.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Metric in Prometheus' text format 0.0.4.
 *
 * @param name ends in {@code _total} for a counter
 * @param series values by their labels' text, which is empty if there are none
 */
record Metric(String name, String type, String help, Supplier<Map<String, Double>> series) {
    static Metric gauge(String name, String help, DoubleSupplier value) {
        return new Metric(name, "gauge", help, () -> Map.of("", value.getAsDouble()));
    }

    static Metric counter(String name, String help, DoubleSupplier value) {
        return new Metric(name + "_total", "counter", help, () -> Map.of("", value.getAsDouble()));
    }

    static Metric counters(String name, String help, Supplier<Map<String, Double>> series) {
        return new Metric(name + "_total", "counter", help, series);
    }

    /** Formats labels as {@code {name="value",...}}; names and values alternate. */
    static String labels(String... namesAndValues) {
        StringBuilder labels = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String escaped = namesAndValues[i + 1]
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n");
            labels.append(i == 0 ? "" : ",").append(namesAndValues[i] + "=\"" + escaped + '"');
        }
        return labels.append('}').toString();
    }

    void writeTo(StringBuilder text) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        new TreeMap<>(series.get()).forEach((labels, value) -> {
            text.append(name).append(labels).append(' ').append(value).append('\n');
        });
    }
}
