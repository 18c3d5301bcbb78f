package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.LoggerComparison.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Table with one line per sensor and side, and under it the unexplained times outside. */
final class LoggerTable {
    private static final String HEADER = """
            sensor and side        | alarms    own  found recall | timed minute | ended  same | outside raised goes-on \
            shorter wait-unknown outlasts unexplained precision
            """;
    private static final String ROW =
            "%-22s | %6d %6d %6d %6.3f | %5d %6d | %5d %5d | %7d %6d %7d %7d %12d %8d %11d %9.3f%n";

    private LoggerTable() {}

    static String of(List<LoggerComparison> comparisons) {
        return comparisons.stream().map(LoggerTable::row).collect(Collectors.joining("", "\n" + HEADER, ""));
    }

    private static String row(LoggerComparison of) {
        List<Object> cells =
                new ArrayList<>(List.of(of.name(), of.alarms(), of.own().size()));
        cells.addAll(List.of(of.found().size(), of.recall(), of.timed().size(), of.toTheMinute()));
        cells.addAll(List.of(of.recovered().size(), of.endAtTheRecovery(), of.excursions()));
        for (Reason reason : Reason.values()) {
            cells.add(of.count(reason));
        }
        cells.add(of.precision());
        return String.format(Locale.ROOT, ROW, cells.toArray())
                + of.unexplained().stream()
                        .map(excursion -> "    unexplained: " + excursion + "\n")
                        .collect(Collectors.joining());
    }
}
