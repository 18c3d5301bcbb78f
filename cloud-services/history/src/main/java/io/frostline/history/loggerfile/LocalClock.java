package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Instants of the local times of a file. Where clocks were set back a local time stands for two instants: in a file with the oldest
 * first it is the first that lies after the row before, in one with the newest first the last that lies before it. Keeps the row
 * before; one for each pass over a file.
 */
final class LocalClock {
    private final ZoneId zone;
    private final Layout.Direction direction;
    private final Map<String, Long> previous = new HashMap<>();

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
        if (offsets.size() == 2) {
            at = ofTwo(previous.get(of), at, local.toInstant(offsets.getLast()).toEpochMilli(), local);
        }
        previous.put(of, at);
        return at;
    }

    private long ofTwo(@Nullable Long before, long first, long second, LocalDateTime local) throws BadReading {
        return switch (direction) {
            case OLDEST_FIRST -> before == null || first > before ? first : second;
            case NEWEST_FIRST -> before == null || second < before ? second : first;
            case MIXED ->
                throw new BadReading(
                        "zone",
                        local + " was twice in " + zone + ", and the rows are in no order that would tell which");
        };
    }
}
