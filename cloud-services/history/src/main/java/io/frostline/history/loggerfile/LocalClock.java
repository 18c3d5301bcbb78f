package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Instants of the local times of a file. Where clocks were set back a local time stands for two instants: in a file with the oldest
 * first it is the first that lies after the row before, in one with the newest first the last that lies before it. Keeps the row
 * before; one for each pass over a file.
 */
final class LocalClock {
    private final ZoneId zone;
    private final Layout.Direction direction;
    private long previous;
    private boolean begun;

    LocalClock(ZoneId zone, Layout.Direction direction) {
        this.zone = zone;
        this.direction = direction;
    }

    long toMillis(LocalDateTime local) throws BadReading {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new BadReading("zone", local + " never was in " + zone + ": clocks were set forward over it");
        }
        long at = local.toInstant(offsets.getFirst()).toEpochMilli();
        if (offsets.size() == 2) {
            at = ofTwo(at, local.toInstant(offsets.getLast()).toEpochMilli(), local);
        }
        previous = at;
        begun = true;
        return at;
    }

    private long ofTwo(long first, long second, LocalDateTime local) throws BadReading {
        return switch (direction) {
            case OLDEST_FIRST -> !begun || first > previous ? first : second;
            case NEWEST_FIRST -> !begun || second < previous ? second : first;
            case MIXED ->
                throw new BadReading(
                        "zone",
                        local + " was twice in " + zone + ", and the rows are in no order that would tell which");
        };
    }
}
