package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Time outside a limit, which is an excursion once it has lasted; milliseconds and 10^-6 degrees Celsius.
 *
 * @param reached whether it has lasted for the shortest delay, masked time included
 */
public record Outside(
        Limit.Side side,
        long from,
        long millis,
        long masked,
        long peak,
        long peakAt,
        boolean reached,
        Map<String, Long> raised) {
    static Outside begin(Limit.Side side, long at, long micro) {
        return new Outside(side, at, 0, 0, micro, at, false, Map.of());
    }

    /** Returns this time with the peak updated by a reading at which it goes on. */
    Outside at(long at, long micro) {
        return (side == Limit.Side.HIGH ? micro > peak : micro < peak)
                ? new Outside(side, from, millis, masked, micro, at, reached, raised)
                : this;
    }

    /** Returns this time with the validity of a reading added. */
    Outside spend(long at, long length, Limit limit, Masks masks) {
        long hidden = masks.masked(at, at + length);
        Map<String, Long> now = raised;
        for (Limit.Stage stage : limit.stages()) {
            long left = Math.max(stage.delay().toMillis() - millis, 0);
            if (!raised.containsKey(stage.severity())
                    && left <= length - hidden
                    && (left > 0 || length > hidden || !masks.covers(at))) {
                now = now == raised ? new TreeMap<>(raised) : now;
                now.put(stage.severity(), masks.after(at, left));
            }
        }
        boolean lasted = reached
                || millis + masked + length >= limit.stages().getFirst().delay().toMillis();
        return new Outside(side, from, millis + length - hidden, masked + hidden, peak, peakAt, lasted, now);
    }

    /**
     * Returns the excursion; empty where the time has not lasted.
     *
     * @param to null while it is open
     */
    Optional<Excursion> excursion(@Nullable Instant to) {
        if (!reached || raised.isEmpty() && masked == 0) {
            return Optional.empty();
        }
        Map<String, Instant> instants = new TreeMap<>();
        raised.forEach((severity, at) -> instants.put(severity, Instant.ofEpochMilli(at)));
        return Optional.of(new Excursion(
                side,
                Instant.ofEpochMilli(from),
                to,
                Duration.ofMillis(millis),
                Duration.ofMillis(masked),
                peak,
                Instant.ofEpochMilli(peakAt),
                Map.copyOf(instants)));
    }
}
