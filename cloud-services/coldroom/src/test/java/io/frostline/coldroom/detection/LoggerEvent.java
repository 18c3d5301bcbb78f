package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Time during which a logger's own alarm lasted.
 *
 * @param raised line that names the crossed limit
 * @param recovered line of the recovery; empty if not written before the next alarm of that side
 */
record LoggerEvent(Side side, LoggerRow raised, Optional<LoggerRow> recovered) {
    /**
     * Pairs alarms with recoveries. A recovery names no side: it ends the open event at its limit, else the event open for longest.
     *
     * @param rows lines of one sensor, ascending
     * @return events, ascending
     */
    static List<LoggerEvent> of(List<LoggerRow> rows) {
        List<LoggerEvent> events = new ArrayList<>();
        Map<Side, Integer> open = new EnumMap<>(Side.class);
        for (LoggerRow row : rows) {
            if (row.crossed().isPresent()) {
                Side side = row.crossed().get();
                open.put(side, events.size());
                events.add(new LoggerEvent(side, row, Optional.empty()));
            } else {
                end(row, events, open);
            }
        }
        return events;
    }

    private static void end(LoggerRow row, List<LoggerEvent> events, Map<Side, Integer> open) {
        List<Integer> oldest = open.values().stream().sorted().toList();
        oldest.stream()
                .filter(index -> events.get(index).limit() == row.limit().orElse(Long.MAX_VALUE))
                .findFirst()
                .or(() -> oldest.stream().findFirst())
                .ifPresent(index -> {
                    LoggerEvent event = events.get(index);
                    events.set(index, new LoggerEvent(event.side, event.raised, Optional.of(row)));
                    open.remove(event.side);
                });
    }

    long at() {
        return raised.at();
    }

    long limit() {
        return raised.limit().orElseThrow();
    }

    /** Returns whether the event is open at any time from {@code from} until {@code to}. */
    boolean overlaps(long from, long to) {
        return at() < to && recovered.map(row -> row.at() >= from).orElse(at() >= from);
    }
}
