package io.frostline.coldroom.room;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Setup of a room from an instant until the next version's. Of two of one instant, the one with the larger number counts.
 *
 * @param reason null where none was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoomVersion(
        long number,
        String site,
        String room,
        Instant from,
        RoomSetup setup,
        String by,
        @Nullable String reason,
        Instant setAt) {}
