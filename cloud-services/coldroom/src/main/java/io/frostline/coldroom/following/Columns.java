package io.frostline.coldroom.following;

import io.frostline.contract.column.Readings;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** What is known of a site's sensors. */
interface Columns {
    /**
     * Of one sensor in a range.
     *
     * @param readings ascending, one for each instant
     * @param earlier whether there may be any before
     */
    record Known(Readings readings, boolean earlier) {
        static final Known NOTHING = new Known(new Readings(1), false);
    }

    /** In [from, to), milliseconds since 1970, of those sensors that are known. */
    Map<String, Known> between(Collection<String> sensors, long from, long to) throws IOException, InterruptedException;
}
