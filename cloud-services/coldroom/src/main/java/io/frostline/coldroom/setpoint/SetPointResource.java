package io.frostline.coldroom.setpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.coldroom.room.RoomKey;
import io.frostline.coldroom.room.Rooms;
import io.frostline.platform.web.Constraints;
import io.frostline.platform.web.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Resource of a room's set point and what its agent reported. */
@Path("/api/v1/rooms/{site}/{room}/set-point")
public class SetPointResource {
    private final SetPoints setPoints;
    private final Rooms rooms;

    SetPointResource(SetPoints setPoints, Rooms rooms) {
        this.setPoints = setPoints;
        this.rooms = rooms;
    }

    /** @param by who sets it */
    public record Set(
            @NotNull(message = Constraints.MISSING) Double celsius,

            @NotNull(message = Constraints.TEXT_MESSAGE)
            @Pattern(regexp = Constraints.TEXT, message = Constraints.TEXT_MESSAGE)
            String by) {}

    /**
     * Set point and report; temperatures are degrees Celsius.
     *
     * @param version grows with each change
     * @param state {@code reported} where the agent has applied it, {@code refused} where it refused it, else {@code pending}
     * @param reported what the agent applied last; null: nothing yet
     * @param reportedAt when it did, by its clock
     * @param reason why it refused this version
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SetPointBody(
            String site,
            String room,
            double celsius,
            long version,
            String by,
            Instant at,
            String state,
            @Nullable Double reported,
            @Nullable Instant reportedAt,
            @Nullable String reason) {
        static SetPointBody of(SetPoint stored) {
            return new SetPointBody(
                    stored.key.site(),
                    stored.key.room(),
                    stored.celsius,
                    stored.version,
                    stored.setBy,
                    stored.setAt,
                    stored.isReported() ? "reported" : stored.isRefused() ? "refused" : "pending",
                    stored.reportedCelsius,
                    stored.reportedAt,
                    stored.isRefused() ? stored.refusedReason : null);
        }
    }

    @GET
    public SetPointBody get(@PathParam("site") String site, @PathParam("room") String room) {
        return setPoints
                .findByIdOptional(new RoomKey(site, room))
                .map(SetPointBody::of)
                .orElseThrow(() ->
                        Refused.notFound("set-point", "no set point was ever given to room " + room + " at " + site));
    }

    /**
     * Sets the set point.
     *
     * @throws Refused where it lies outside the room's temperature class, or there is no such room
     */
    @PUT
    public SetPointBody set(
            @PathParam("site") String site,
            @PathParam("room") String room,
            @NotNull(message = Constraints.MISSING) @Valid Set body) {
        rooms.requireAllowed(site, room, body.celsius);
        return SetPointBody.of(setPoints.set(site, room, body.celsius, body.by));
    }
}
