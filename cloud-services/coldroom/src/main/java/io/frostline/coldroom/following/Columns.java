package io.frostline.coldroom.following;

import io.frostline.contract.column.Readings;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Readings of a site's sensors, from history. */
interface Columns {
    /**
     * Readings of one sensor in a range.
     *
     * @param readings ascending, one for each instant
     * @param earlier whether there may be any before
     */
    record Known(Readings readings, boolean earlier) {
        static final Known NOTHING = new Known(new Readings(1), false);
    }

    /** Returns, by sensor, the readings in [from, to), milliseconds since 1970; unknown sensors are absent. */
    Map<String, Known> between(Collection<String> sensors, long from, long to) throws IOException, InterruptedException;
}
