package io.frostline.coldroom.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param state {@code open}, {@code acknowledged}, {@code ended} or {@code withdrawn}
 * @param sensor absent where it is several at once: {@code over} {@code all} or their {@code mean}
 * @param raisedAt in event time
 * @param knownAt when it became known
 * @param acknowledgedAt absent while nobody has, also where it ended so
 * @param notices not in lists
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
     * What was told of it; notification says what became of each mail and webhook.
     *
     * @param kind {@code alarm-raised}, {@code alarm-acknowledged}, {@code alarm-ended} or {@code alarm-withdrawn}
     * @param level that was called
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NoticeAnswer(
            UUID id, String kind, @Nullable Integer level, Instant at, List<String> mail, List<String> webhooks) {}
}
