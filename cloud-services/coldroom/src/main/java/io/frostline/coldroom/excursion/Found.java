package io.frostline.coldroom.excursion;

import io.frostline.coldroom.detection.Excursion;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.NoData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Excursion, or time without data, as it was found and is stored.
 *
 * @param side null for a time without data, as are {@code peakMicro} (10^-6 degrees Celsius) and {@code peakAt}
 * @param to null while it is open
 * @param raised empty: masks hide it
 */
public record Found(
        Limit.@Nullable Side side,
        Instant from,
        @Nullable Instant to,
        long outsideMillis,
        long maskedMillis,
        @Nullable Long peakMicro,
        @Nullable Instant peakAt,
        Map<String, Instant> raised) {
    /** Severity of a no-data alarm. */
    public static final String NO_DATA = "no-data";

    public Found {
        raised = Map.copyOf(raised);
    }

    public static Found of(Excursion excursion) {
        return new Found(
                excursion.side(),
                excursion.from(),
                excursion.to(),
                excursion.outside().toMillis(),
                excursion.masked().toMillis(),
                excursion.peak(),
                excursion.peakAt(),
                excursion.raised());
    }

    public static List<Found> all(List<Excursion> excursions) {
        return excursions.stream().map(Found::of).toList();
    }

    public static Found of(NoData noData) {
        return new Found(null, noData.from(), noData.to(), 0, 0, null, null, Map.of(NO_DATA, noData.raised()));
    }

    /** Returns whether both are outside to the same side for some time. */
    boolean overlaps(Found other) {
        return side == other.side && from.isBefore(other.end()) && other.from.isBefore(end());
    }

    private Instant end() {
        // what begins and ends at one reading still has a length
        return to == null ? Instant.MAX : to.isAfter(from) ? to : from.plusMillis(1);
    }

    Map<String, Instant> raisedInOrder() {
        return new TreeMap<>(raised);
    }
}
