package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converter of a file's local times to instants. Where clocks were set back, a local time stands for two instants. With the oldest
 * row first, it is the first instant after the previous row. With the newest row first, it is the last instant before the previous
 * row. Two cases are reported, and never guessed: the file has the hour only once and nothing tells which of the two it is, or its
 * rows tell that its clock was not set back. Remembers the previous rows: use one instance for each pass over a file.
 */
final class LocalClock {
    private final ZoneId zone;
    private final Layout.Direction direction;
    private static final long HOUR = 3_600_000;

    private final Map<String, Long> previous = new HashMap<>();
    /** Step between the two previous rows, in milliseconds, by sensor. */
    private final Map<String, Long> steps = new HashMap<>();
    /** Repeated hour that a sensor's rows are in, by sensor. */
    private final Map<String, Twice> inHour = new HashMap<>();

    /** Repeated hour, as far as its rows were read. */
    private static final class Twice {
        private final LocalDateTime first;
        /** True if a row outside the hour came before. */
        private final boolean anchored;

        private boolean both;

        private Twice(LocalDateTime first, boolean anchored) {
            this.first = first;
            this.anchored = anchored;
        }
    }

    LocalClock(ZoneId zone, Layout.Direction direction) {
        this.zone = zone;
        this.direction = direction;
    }

    /** @param of sensor that the row names, or empty: each sensor in a file has its own row order */
    long toMillis(String of, LocalDateTime local) throws BadReading {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new BadReading("zone", local + " never was in " + zone + ": clocks were set forward over it");
        }
        long at = local.toInstant(offsets.getFirst()).toEpochMilli();
        Long before = previous.get(of);
        if (offsets.size() == 2) {
            long second = local.toInstant(offsets.getLast()).toEpochMilli();
            long chosen = ofTwo(of, before, at, second, local);
            Twice hour = inHour.computeIfAbsent(of, name -> new Twice(local, before != null));
            hour.both |= chosen == (direction == Layout.Direction.NEWEST_FIRST ? at : second);
            at = chosen;
        } else {
            leaveHour(of, before, at);
        }
        if (before != null) {
            steps.put(of, Math.abs(at - before));
        }
        previous.put(of, at);
        return at;
    }

    /** Checks a repeated hour when a row outside it arrives, at the instant {@code at}. */
    private void leaveHour(String of, @Nullable Long before, long at) throws BadReading {
        Twice hour = inHour.remove(of);
        if (hour == null || hour.both || before == null) {
            return;
        }
        long step = steps.getOrDefault(of, 0L);
        long gap = Math.abs(at - before);
        boolean wasNotSetBack = 2 * gap > 3 * step && 2 * Math.abs(gap - HOUR) <= 3 * step;
        if (!hour.anchored || wasNotSetBack) {
            throw new BadReading("zone", unsettled(hour));
        }
    }

    private String unsettled(Twice hour) {
        return "the hour of " + hour.first + " was twice in " + zone + ", and the file has it once: "
                + (hour.anchored ? "its clock was not set back" : "nothing in it tells which of the two");
    }

    /** Returns why the end of the file leaves open which hour its rows belong to; empty if it does not. */
    Optional<String> unsettled() {
        return inHour.values().stream()
                .filter(hour -> !hour.anchored && !hour.both)
                .findFirst()
                .map(this::unsettled);
    }

    /** Chooses one of the two instants. Rows with the same local time share one, if the last step was under half an hour. */
    private long ofTwo(String of, @Nullable Long before, long first, long second, LocalDateTime local)
            throws BadReading {
        boolean same = steps.getOrDefault(of, HOUR) < HOUR / 2;
        return switch (direction) {
            case OLDEST_FIRST -> before == null || first > before || same && first == before ? first : second;
            case NEWEST_FIRST -> before == null || second < before || same && second == before ? second : first;
            case MIXED ->
                throw new BadReading(
                        "zone",
                        local + " was twice in " + zone + ", and the rows are in no order that would tell which");
        };
    }
}
