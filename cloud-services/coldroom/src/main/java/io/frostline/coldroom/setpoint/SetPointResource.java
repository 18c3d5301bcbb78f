package io.frostline.coldroom.setpoint;

import io.frostline.coldroom.room.Rooms;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is wanted of a room, beside what its agent reported. */
@Path("/api/v1/rooms/{site}/{room}/set-point")
public class SetPointResource {
    private final SetPoints setPoints;
    private final Rooms rooms;

    public SetPointResource(SetPoints setPoints, Rooms rooms) {
        this.setPoints = setPoints;
        this.rooms = rooms;
    }

    /** @param by who sets it */
    public record Set(@Nullable Double celsius, String by) {}

    @GET
    public SetPoint get(@PathParam("site") String site, @PathParam("room") String room) throws SQLException {
        return setPoints
                .get(site, room)
                .orElseThrow(() ->
                        Refused.notFound("set-point", "no set point was ever given to room " + room + " at " + site));
    }

    /** @throws Refused where it lies outside the room's temperature class, or there is no such room */
    @PUT
    public SetPoint set(@PathParam("site") String site, @PathParam("room") String room, @Nullable Set asked)
            throws SQLException {
        Set set = Checks.required("body", asked);
        Checks.text("by", set.by);
        double celsius = Checks.required("celsius", set.celsius);
        rooms.requireAllowed(site, room, celsius);
        return setPoints.set(site, room, celsius, set.by);
    }
}
