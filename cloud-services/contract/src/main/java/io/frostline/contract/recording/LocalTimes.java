package io.frostline.contract.recording;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Converter of a recording's local times to instants. Where clocks were set back, a local time stands for two instants. It is the
 * first one after the previous row; so an hour that a recording holds twice, in order, gives two different hours. Remembers the
 * previous row: use one instance for one recording.
 */
final class LocalTimes {
    private final ZoneId zone;
    private long previous = Long.MIN_VALUE;

    LocalTimes(ZoneId zone) {
        this.zone = zone;
    }

    long toMillis(LocalDateTime local) throws BadReading {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new BadReading("time", local + " never was in " + zone + ": clocks were set forward over it");
        }
        long at = 0;
        for (ZoneOffset offset : offsets) {
            at = local.toInstant(offset).toEpochMilli();
            if (at > previous) {
                break;
            }
        }
        previous = at;
        return at;
    }
}
