package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Quarantine as the API and events show it: what is done about a room that was too warm.
 *
 * @param saga the response under way
 * @param dueAt when it is looked after next; null where nothing is left to do
 * @param attempts how often it was responded to, or looked after, in vain since the last time that it was not
 * @param trouble why the last response was undone, or failed
 * @param underWay orders that the last response could not take on yet: they were in the middle of something else
 * @param by who ended it, and {@code reason} why
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
