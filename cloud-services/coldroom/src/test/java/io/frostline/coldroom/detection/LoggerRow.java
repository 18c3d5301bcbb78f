package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Line of a logger's log about an alarm or a recovery. Sensor and battery faults are left out.
 *
 * @param at the minute, in milliseconds since 1970. Where clocks were set back, one local minute means two: it is then the first at
 *     which the export holds the line's value
 * @param crossed empty for a recovery
 * @param limit limit in 10^-6 degrees Celsius; empty if no limit is in force any more
 * @param own index of the reading that the line reports; empty if the export does not hold its value at its minute
 */
record LoggerRow(long at, Optional<Side> crossed, OptionalLong limit, OptionalInt own) {
    static final long MINUTE = 60_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yy H:mm");
    private static final Set<String> KINDS = Set.of("exceed", "deficit", "recovery");

    /**
     * Assigns each line to the sensor whose export holds its value at its minute. If several do, it takes one whose previous line
     * allows this recovery or alarm. If none does, it takes the first.
     *
     * @param exports exports of the sensors that have that name in the log
     * @return the lines of each sensor, ascending; the file has the newest first
     */
    static List<List<LoggerRow>> read(Path file, ZoneId zone, String name, List<Readings> exports)
            throws IOException, BadReading {
        List<List<LoggerRow>> rows = exports.stream()
                .<List<LoggerRow>>map(export -> new ArrayList<>())
                .toList();
        for (String line : Files.readAllLines(file).reversed()) {
            String[] cells = line.split(",", -1);
            if (cells[3].equals(name) && KINDS.contains(cells[6].strip())) {
                add(cells, zone, exports, rows);
            }
        }
        return rows;
    }

    private static void add(String[] cells, ZoneId zone, List<Readings> exports, List<List<LoggerRow>> rows)
            throws BadReading {
        int best = 0;
        int bestFit = -1;
        for (int i = 0; i < exports.size(); i++) {
            LoggerRow row = of(cells, zone, exports.get(i));
            int fit = row.own.isEmpty() ? 0 : row.follows(rows.get(i)) ? 2 : 1;
            best = fit > bestFit ? i : best;
            bestFit = Math.max(fit, bestFit);
        }
        rows.get(best).add(of(cells, zone, exports.get(best)));
    }

    private boolean follows(List<LoggerRow> before) {
        return crossed.isEmpty()
                == (!before.isEmpty()
                        && before.getLast().crossed.isPresent()
                        && before.getLast().limit.equals(limit));
    }

    private static LoggerRow of(String[] cells, ZoneId zone, Readings export) throws BadReading {
        LocalDateTime local = LocalDateTime.parse(cells[1], TIME);
        long value = Temperatures.parse(cells[7]);
        List<Long> minutes = zone.getRules().getValidOffsets(local).stream()
                .map(offset -> local.toInstant(offset).toEpochMilli())
                .toList();
        long at = minutes.stream()
                .filter(minute -> holding(export, minute, value).isPresent())
                .findFirst()
                .orElse(minutes.getFirst());
        OptionalLong limit = cells[8].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Temperatures.parse(cells[8]));
        return new LoggerRow(at, crossed(cells[6].strip()), limit, holding(export, at, value));
    }

    private static Optional<Side> crossed(String kind) {
        return kind.equals("recovery") ? Optional.empty() : Optional.of(kind.equals("exceed") ? Side.HIGH : Side.LOW);
    }

    private static OptionalInt holding(Readings export, long minute, long micro) {
        for (int i = export.indexFrom(minute); i < export.size() && export.at(i) < minute + MINUTE; i++) {
            if (export.isGood(i) && export.micro(i) == micro) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
