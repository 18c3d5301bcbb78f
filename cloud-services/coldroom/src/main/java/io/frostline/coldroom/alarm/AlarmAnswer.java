package io.frostline.coldroom.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Alarm as REST answers it.
 *
 * @param state {@code open}, {@code acknowledged}, {@code ended} or {@code withdrawn}
 * @param sensor absent for a limit on several sensors: then {@code over} is {@code all} or {@code mean}
 * @param raisedAt in event time
 * @param knownAt time at which the alarm became known
 * @param acknowledgedAt absent until somebody acknowledges, and after an end without acknowledgement
 * @param notices absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlarmAnswer(
        UUID excursion,
        String severity,
        String state,
        String site,
        String room,
        @Nullable String sensor,
        @Nullable String over,
        String limit,
        @Nullable String side,
        Instant from,
        @Nullable Instant to,
        Instant raisedAt,
        Instant knownAt,
        @Nullable Instant acknowledgedAt,
        @Nullable List<NoticeAnswer> notices) {

    /**
     * Notice of an alarm; notification holds the outcome of each mail and webhook.
     *
     * @param kind {@code alarm-raised}, {@code alarm-acknowledged}, {@code alarm-ended} or {@code alarm-withdrawn}
     * @param level that was called
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NoticeAnswer(
            UUID id, String kind, @Nullable Integer level, Instant at, List<String> mail, List<String> webhooks) {}
}
