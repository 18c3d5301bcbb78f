package io.frostline.contract.coldroom;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notice to those on duty for a room, by mail and as the body of a webhook: one event of alarms of one severity in one room.
 *
 * @param kind {@link #RAISED} or one of the later events
 * @param severity {@code warning}, {@code critical}, {@code no-data}, or as the room's limits name it
 * @param zone time zone of the room, e.g. {@code Europe/Madrid}
 * @param level for {@link #RAISED}, whose turn it is: 0 are the first to be notified, the others follow because nobody
 *     acknowledged; otherwise null
 * @param madeAt when the notice was decided
 * @param count number of alarms; {@code alarms} holds the first of them
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
    /** Alarm was raised, or found in late data: then it may have ended already. */
    public static final String RAISED = "alarm-raised";
    /** Alarm was acknowledged: nobody else is called. */
    public static final String ACKNOWLEDGED = "alarm-acknowledged";
    /** Alarm ended: the temperature is back within the limit, or the sensor sends data again. */
    public static final String ENDED = "alarm-ended";
    /** Alarm was withdrawn: after late data, or with other limits, nothing of it is left. */
    public static final String WITHDRAWN = "alarm-withdrawn";

    /**
     * @param sensor sensor, or what else is outside, in words: {@code all sensors}, {@code mean kinetic temperature of probe}
     * @param limit name of the limit
     * @param side {@code high} or {@code low}; null if there is no data, and so is what follows from a temperature
     * @param limitCelsius limit that was crossed; null also if the room's limits no longer have it
     * @param from first reading outside, or where data ends
     * @param to reading that ended it; null while it continues
     * @param peakCelsius value farthest outside, first read at {@code peakAt}
     * @param raisedAt when the delay was over, in event time
     * @param knownAt when that became known: later, if the data was late
     * @param acknowledgement latest one; null if none
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
