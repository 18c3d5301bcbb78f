package io.frostline.contract.coldroom;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What those on duty for a room are told, by mail and as the body of a webhook: one thing that happened to alarms of one
 * severity in one room.
 *
 * @param kind {@link #RAISED} or what became of it
 * @param severity {@code warning}, {@code critical}, {@code no-data}, or as the room's limits name it
 * @param zone of the room, e.g. {@code Europe/Madrid}
 * @param level of {@link #RAISED}: whose turn it is; 0 are the first to be told, the others because nobody acknowledged;
 *     else null
 * @param madeAt when it was decided to tell it
 * @param count how many alarms there are, of which {@code alarms} are the first
 */
public record AlarmNotice(
        UUID id,
        String kind,
        String site,
        String room,
        String zone,
        String severity,
        @Nullable Integer level,
        Instant madeAt,
        int count,
        List<Alarm> alarms) {
    /** Or found in data that came late: then the alarm may have ended already. */
    public static final String RAISED = "alarm-raised";
    /** Nobody else is called. */
    public static final String ACKNOWLEDGED = "alarm-acknowledged";
    /** The temperature is back within the limit, or the sensor is heard of again. */
    public static final String ENDED = "alarm-ended";
    /** Late data, or other limits, left nothing of it. */
    public static final String WITHDRAWN = "alarm-withdrawn";

    /**
     * @param sensor or what else is outside, in words: {@code all sensors}, {@code mean kinetic temperature of probe}
     * @param limit the limit's name
     * @param side {@code high} or {@code low}; null where there is no data, and so is what follows from a temperature
     * @param limitCelsius what was crossed; null also where the room's limits don't say any more
     * @param from the first reading outside, or where data ends
     * @param to the reading that ended it; null while it goes on
     * @param peakCelsius farthest outside, first read at {@code peakAt}
     * @param raisedAt when the delay was over, in event time
     * @param knownAt when that became known: later, where the data came late
     * @param acknowledgement the latest; null: none
     */
    public record Alarm(
            UUID excursion,
            String sensor,
            String limit,
            @Nullable String side,
            @Nullable Double limitCelsius,
            Instant from,
            @Nullable Instant to,
            @Nullable Double peakCelsius,
            @Nullable Instant peakAt,
            Instant raisedAt,
            Instant knownAt,
            @Nullable Acknowledgement acknowledgement) {}

    /** @param action what was done about it */
    public record Acknowledgement(String by, String comment, String action) {}
}
