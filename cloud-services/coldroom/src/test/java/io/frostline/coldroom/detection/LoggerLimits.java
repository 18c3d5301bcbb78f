package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.coldroom.detection.Limit.Stage;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The limits of one side of a sensor over the time that each was in force, as far as a logger's alarms show:
 *
 * <ol>
 *   <li>A limit is in force from the wait of the first alarm that names it on; before that none is known.
 *   <li>A recovery that names another limit than its alarm, or none, is the change itself, within that minute.
 *   <li>Where two alarms name different limits, the old one is in force until the first time outside it that lasted for
 *       the logger's wait without an alarm, else until the wait of the alarm that names the new one.
 *   <li>The last is in force until the end.
 *   <li>Nothing shows that a limit that a single alarm names was in force after that alarm: from there on none is known
 *       until the next.
 * </ol>
 */
final class LoggerLimits {
    static final Stage OUTSIDE = new Stage("outside", Duration.ZERO);
    /** Name of a stage that is raised where the logger must have raised an alarm. */
    static final String LOGGER = "logger";

    private final Side side;
    private final Readings export;
    private final LoggerDelays delays;
    private final NavigableMap<Long, OptionalLong> versions = new TreeMap<>();

    private record Named(long at, OptionalLong limit, boolean change, LoggerEvent by) {}

    /**
     * Derives the limits of a side.
     *
     * @param events events of that side
     */
    LoggerLimits(Side side, List<LoggerEvent> events, LoggerDelays delays, Readings export) {
        this.side = side;
        this.export = export;
        this.delays = delays;
        List<Named> names = names(events);
        boolean byOne = true;
        for (int i = 0; i < names.size(); i++) {
            Named named = names.get(i);
            Named before = names.get(Math.max(i - 1, 0));
            if (i == 0 || !before.limit.equals(named.limit)) {
                versions.put(i == 0 ? waitBefore(named.at) : changed(before, named, byOne), named.limit);
                byOne = true;
            } else {
                byOne &= before.by == named.by;
            }
            if (byOne && (i + 1 == names.size() || !names.get(i + 1).limit.equals(named.limit))) {
                versions.put(named.at + LoggerRow.MINUTE, OptionalLong.empty());
            }
        }
    }

    private static List<Named> names(List<LoggerEvent> events) {
        List<Named> names = new ArrayList<>();
        for (LoggerEvent event : events) {
            OptionalLong limit = event.raised().limit();
            names.add(new Named(event.at(), limit, false, event));
            event.recovered()
                    .ifPresent(row -> names.add(
                            new Named(row.at(), row.limit(), !row.limit().equals(limit), event)));
        }
        return names;
    }

    private long waitBefore(long at) {
        return at - delays.at(at).orElse(0);
    }

    private long changed(Named before, Named named, boolean byOne) {
        if (named.change) {
            return named.at + LoggerRow.MINUTE;
        }
        long first = before.at + LoggerRow.MINUTE;
        long latest = Math.max(first, waitBefore(named.at));
        if (byOne || before.limit.isEmpty()) {
            return latest;
        }
        Limits old = limits(new TreeMap<>(Map.of(0L, before.limit)));
        Readings between = export.slice(export.indexFrom(first), export.indexFrom(latest));
        return Detection.excursions(between, old).stream()
                .filter(excursion -> excursion.raised().containsKey(LOGGER))
                .mapToLong(excursion -> excursion.from().toEpochMilli())
                .findFirst()
                .orElse(latest);
    }

    /** Returns the limits with no delay, and with the logger's delay where it is known. */
    Limits limits() {
        return limits(versions);
    }

    private Limits limits(NavigableMap<Long, OptionalLong> versions) {
        TreeSet<Long> changes = new TreeSet<>(versions.keySet());
        changes.addAll(delays.changes());
        Map<Instant, Optional<Limit>> limits = new HashMap<>();
        for (long at : changes.tailSet(versions.firstKey())) {
            OptionalLong end = versions.floorEntry(at).getValue();
            limits.put(
                    Instant.ofEpochMilli(at),
                    end.isEmpty() ? Optional.empty() : Optional.of(oneEnd(side, end.getAsLong(), stages(at))));
        }
        return new Limits(limits);
    }

    /**
     * Returns the stages at an instant. The logger raises its alarm at a reading outside after its delay; a reading within at that
     * instant ends the earlier time outside. One extra millisecond separates the two cases.
     */
    private List<Stage> stages(long at) {
        OptionalLong delay = delays.at(at);
        return delay.isEmpty()
                ? List.of(OUTSIDE)
                : List.of(OUTSIDE, new Stage(LOGGER, Duration.ofMillis(delay.getAsLong() + 1)));
    }

    static Limit oneEnd(Side side, long end, List<Stage> stages) {
        return side == Side.HIGH ? new Limit(null, end, 0, stages) : new Limit(end, null, 0, stages);
    }
}
