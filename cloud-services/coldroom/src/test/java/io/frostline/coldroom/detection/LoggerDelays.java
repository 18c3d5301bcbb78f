package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Delays of a logger before an alarm, in milliseconds, as its alarms show them. A delay runs from the first of consecutive readings
 * outside the limit to the alarm's reading. It is known between the first and the last of two or more successive equal delays of a
 * sensor; a different delay in between is ignored. At other times it is unknown.
 */
record LoggerDelays(List<Known> spans) {
    record Known(long delay, long from, long to, int alarms) {
        Known and(Known next) {
            return new Known(delay, from, next.to, alarms + next.alarms);
        }
    }

    /**
     * Derives the delays from a logger's events.
     *
     * @param events events of both sides
     */
    static LoggerDelays of(List<LoggerEvent> events, Readings export) {
        Stream<Known> alone = events.stream()
                .filter(event -> event.raised().own().isPresent())
                .map(event -> shownBy(event, event.raised().own().getAsInt(), export));
        return new LoggerDelays(joined(joined(alone).stream().filter(known -> known.alarms > 1)));
    }

    private static List<Known> joined(Stream<Known> ascending) {
        List<Known> joined = new ArrayList<>();
        ascending.forEach(next -> {
            Known last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && last.delay == next.delay) {
                joined.set(joined.size() - 1, last.and(next));
            } else {
                joined.add(next);
            }
        });
        return joined;
    }

    private static Known shownBy(LoggerEvent event, int own, Readings export) {
        Limit limit = LoggerLimits.oneEnd(event.side(), event.limit(), List.of(LoggerLimits.OUTSIDE));
        int first = own;
        for (int i = own; i >= 0 && (!export.isGood(i) || limit.crossedBy(export.micro(i)) != null); i--) {
            first = export.isGood(i) ? i : first;
        }
        long wait = Math.round((export.at(own) - export.at(first)) / (double) LoggerRow.MINUTE) * LoggerRow.MINUTE;
        return new Known(wait, event.at() - wait, event.at(), 1);
    }

    OptionalLong at(long at) {
        return spans.stream()
                .filter(known -> known.from <= at && at < known.to + LoggerRow.MINUTE)
                .mapToLong(Known::delay)
                .findFirst();
    }

    long longest() {
        return spans.stream().mapToLong(Known::delay).max().orElse(0);
    }

    /** Returns the instants at which the answer of {@link #at} may change. */
    Collection<Long> changes() {
        TreeSet<Long> changes = new TreeSet<>();
        spans.forEach(known -> changes.addAll(List.of(known.from, known.to + LoggerRow.MINUTE)));
        return changes;
    }
}
