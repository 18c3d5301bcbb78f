package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Quarantine as the API and events show it: the response to a room that was too warm.
 *
 * @param saga response in progress; null if there is none
 * @param dueAt time of the next work on it; null if nothing is left to do
 * @param attempts number of consecutive responses or checks without effect
 * @param trouble reason why the last response was undone or failed
 * @param underWay number of orders that the last response could not claim yet, because they were in another action
 * @param by person who ended it; {@code reason} says why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuarantineBody(
        UUID id,
        String site,
        String room,
        Quarantine.State state,
        @Nullable UUID saga,
        @Nullable Instant dueAt,
        int attempts,
        @Nullable Problem trouble,
        int underWay,
        Instant begunAt,
        @Nullable Instant inForceAt,
        @Nullable Instant endedAt,
        @Nullable String by,
        @Nullable String reason) {}
