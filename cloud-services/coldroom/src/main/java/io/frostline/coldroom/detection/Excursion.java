package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A time outside a limit that lasted for the delay of one stage at least.
 *
 * @param from the first reading outside
 * @param to the reading that ended it; empty while it goes on
 * @param outside time outside so far, gaps not counted
 * @param peak the temperature farthest outside, 10^-6 degrees Celsius, and {@code peakAt} when it was first read
 * @param raised when the delay of each severity was over, in event time
 */
public record Excursion(
        Limit.Side side,
        Instant from,
        Optional<Instant> to,
        Duration outside,
        long peak,
        Instant peakAt,
        Map<String, Instant> raised) {}
