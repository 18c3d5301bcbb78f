package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time outside a limit that lasted for the delay of one stage at least, or would have without masks.
 *
 * @param from the first reading outside
 * @param to the reading that ended it, or the end of the day for a daily limit; null while it is open
 * @param outside time outside so far, without gaps and masked time
 * @param masked time outside so far that was masked
 * @param peak the temperature farthest outside, 10^-6 degrees Celsius, and {@code peakAt} when it was first read
 * @param raised end of the delay of each severity, in event time; empty: masks hide it
 */
public record Excursion(
        Limit.Side side,
        Instant from,
        @Nullable Instant to,
        Duration outside,
        Duration masked,
        long peak,
        Instant peakAt,
        Map<String, Instant> raised) {}
