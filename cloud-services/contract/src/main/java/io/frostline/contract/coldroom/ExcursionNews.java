package io.frostline.contract.coldroom;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the events on {@link io.frostline.contract.Topics#EXCURSIONS}; aggregate: {@code site/room}. Each tells the
 * excursion as it is after the change.
 *
 * @param sensor null where the limit is one of the whole room
 * @param limit the limit's name
 * @param side {@code high} or {@code low}
 * @param from the first reading outside
 * @param to the reading that ended it; null while it goes on
 * @param peakCelsius farthest outside, first read at {@code peakAt}
 * @param raised when the delay of each severity was over, in event time
 * @param severity of {@link #RAISED}: the one that was reached; else null
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
    /** Late readings moved its beginning or its end. */
    public static final String CHANGED = "excursion-changed";
    /** Late readings, or a change of limits, left nothing of it, or of one of its severities. */
    public static final String WITHDRAWN = "excursion-withdrawn";

    /** The severity on which the lots in the room are quarantined. */
    public static final String CRITICAL = "critical";
}
