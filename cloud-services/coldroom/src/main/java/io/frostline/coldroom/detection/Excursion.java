package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A time outside a limit that lasted for the delay of one stage at least, or would have but for what was masked.
 *
 * @param from the first reading outside
 * @param to the reading that ended it, or the end of the day where the limit is one for a day; empty while it goes on
 * @param outside time outside so far, gaps and what was masked not counted
 * @param masked time outside so far that was masked
 * @param peak the temperature farthest outside, 10^-6 degrees Celsius, and {@code peakAt} when it was first read
 * @param raised when the delay of each severity was over, in event time; empty: masks hide it
 */
public record Excursion(
        Limit.Side side,
        Instant from,
        Optional<Instant> to,
        Duration outside,
        Duration masked,
        long peak,
        Instant peakAt,
        Map<String, Instant> raised) {
    /** Whether masks alone are why no severity was raised. */
    public boolean isMasked() {
        return raised.isEmpty();
    }
}
