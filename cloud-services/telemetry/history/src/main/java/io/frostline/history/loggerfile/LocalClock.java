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
 * Instants of the local times of a file. Where clocks were set back a local time stands for two instants: in a file with the oldest
 * first it is the first that lies after the row before, in one with the newest first the last that lies before it. Where the file
 * has the hour only once, and nothing in it tells which of the two that is, or its rows tell that its clock was not set back,
 * that is said, and never guessed. Keeps the rows before; one for each pass over a file.
 */
final class LocalClock {
    private final ZoneId zone;
    private final Layout.Direction direction;
    private static final long HOUR = 3_600_000;

    private final Map<String, Long> previous = new HashMap<>();
    /** Steps between the two rows before, milliseconds. */
    private final Map<String, Long> steps = new HashMap<>();
    /** Those who are in an hour that was twice. */
    private final Map<String, Twice> inHour = new HashMap<>();

    /** Hour that was twice, as far as its rows were read. */
    private static final class Twice {
        private final LocalDateTime first;
        /** Whether a row outside the hour came before. */
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

    /** @param of what the row is of: a file that names the sensor in each row has an order of its own for each */
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

    /** @param at of the first row behind it */
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

    /** Why the end of the file leaves open which hour its rows are of; empty: it does not. */
    Optional<String> unsettled() {
        return inHour.values().stream()
                .filter(hour -> !hour.anchored && !hour.both)
                .findFirst()
                .map(this::unsettled);
    }

    /** Where rows share a minute, the second hour is not meant, unless rows come once an hour. */
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
