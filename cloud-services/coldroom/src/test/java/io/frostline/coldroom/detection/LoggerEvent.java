package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A time that a logger's own alarm lasted.
 *
 * @param raised names the limit that was crossed
 * @param recovered empty: not written before the next alarm of that side
 */
record LoggerEvent(Side side, LoggerRow raised, Optional<LoggerRow> recovered) {
    /**
     * A recovery names no side: it ends the event that is open at its limit, else the one that has been open for longest.
     *
     * @param rows one sensor's, ascending @return ascending
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

    /** Whether it goes on at some time from an instant until another. */
    boolean overlaps(long from, long to) {
        return at() < to && recovered.map(row -> row.at() >= from).orElse(at() >= from);
    }
}
