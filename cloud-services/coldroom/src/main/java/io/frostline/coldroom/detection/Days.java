package io.frostline.coldroom.detection;

import java.time.Instant;
import java.time.ZoneId;

/** Local days; a day on which clocks change has 23 or 25 hours. */
final class Days {
    private Days() {}

    /** Returns the end of the local day of an instant; milliseconds since 1970. */
    static long endOf(long at, ZoneId zone) {
        return Instant.ofEpochMilli(at)
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant()
                .toEpochMilli();
    }
}
