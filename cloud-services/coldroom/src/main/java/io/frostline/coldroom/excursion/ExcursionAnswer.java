package io.frostline.coldroom.excursion;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.coldroom.alarm.AlarmAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Excursion, or time without data, as it is known now.
 *
 * @param sensor absent for a limit on several sensors at once
 * @param over {@code all} sensors of the room or their {@code mean}; absent for a limit on one sensor
 * @param kind {@code each}, {@code daily-high}, {@code daily-low}, {@code mkt} or {@code no-data}
 * @param state {@code open}, {@code ended} or {@code withdrawn}
 * @param to the reading that ended it; absent while it is open
 * @param outside seconds outside the limit, without gaps and masked time
 * @param masked seconds outside the limit that were masked
 * @param raised end of the delay of each severity, in event time; empty: masks hide it
 * @param noticedAt time at which it became known
 * @param changes absent in lists, as are {@code alarms} and {@code acknowledgements}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExcursionAnswer(
        UUID id,
        String site,
        String room,
        @Nullable String sensor,
        @Nullable String over,
        String limit,
        String kind,
        @Nullable String side,
        String state,
        Instant from,
        @Nullable Instant to,
        double outside,
        double masked,
        @Nullable Double peakCelsius,
        @Nullable Instant peakAt,
        Map<String, Instant> raised,
        boolean acknowledged,
        Instant noticedAt,
        @Nullable List<ChangeAnswer> changes,
        @Nullable List<AlarmAnswer> alarms,
        @Nullable List<Acknowledgement> acknowledgements) {

    /**
     * Change of an excursion.
     *
     * @param change one or more words, e.g. {@code begun raised}
     * @param cause {@code live}, {@code late-data} or {@code new-limits}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ChangeAnswer(
            String change,
            String cause,
            Instant from,
            @Nullable Instant to,
            Map<String, Instant> raised,
            Instant noticedAt) {}

    /** @param action what was done about it */
    public record Acknowledgement(String by, String comment, String action, Instant at) {}
}
