package io.frostline.coldroom.setpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a room, degrees Celsius, and what its agent said of it.
 *
 * @param version grows with each change
 * @param state {@code reported} where the agent has it, {@code refused} where it said no, else {@code pending}
 * @param reported what the agent applied last; null: nothing yet
 * @param reportedAt when it did, by its clock
 * @param reason why it refused this version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SetPoint(
        String site,
        String room,
        double celsius,
        long version,
        String by,
        Instant at,
        String state,
        @Nullable Double reported,
        @Nullable Instant reportedAt,
        @Nullable String reason) {}
