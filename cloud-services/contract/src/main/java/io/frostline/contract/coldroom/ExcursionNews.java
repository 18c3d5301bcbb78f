package io.frostline.contract.coldroom;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payload of the events on {@link io.frostline.contract.Topics#EXCURSIONS}; aggregate: {@code site/room}. Each event holds the
 * excursion as it is after the change.
 *
 * @param sensor null if the limit applies to the whole room
 * @param limit name of the limit
 * @param side {@code high} or {@code low}
 * @param from first reading outside
 * @param to reading that ended it; null while it continues
 * @param peakCelsius value farthest outside, first read at {@code peakAt}
 * @param raised when the delay of each severity was over, in event time
 * @param severity for {@link #RAISED}, the one that was reached; otherwise null
 */
public record ExcursionNews(
        UUID excursion,
        String site,
        String room,
        @Nullable String sensor,
        String limit,
        String side,
        Instant from,
        @Nullable Instant to,
        double peakCelsius,
        Instant peakAt,
        Map<String, Instant> raised,
        @Nullable String severity) {
    /** The delay of a severity was over: one event for each severity. */
    public static final String RAISED = "excursion-raised";
    /** The temperature is back within the limit. */
    public static final String ENDED = "excursion-ended";
    /** Late readings moved its begin or its end. */
    public static final String CHANGED = "excursion-changed";
    /** After late readings, or a change of limits, nothing is left of it, or of one of its severities. */
    public static final String WITHDRAWN = "excursion-withdrawn";

    /** Severity at which the lots in the room are quarantined. */
    public static final String CRITICAL = "critical";
}
