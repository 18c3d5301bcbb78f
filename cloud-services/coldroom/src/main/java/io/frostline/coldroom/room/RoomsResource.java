package io.frostline.coldroom.room;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resource of rooms and their setups: who changed what, and from when on it holds. */
@Path("/api/v1/rooms")
public class RoomsResource {
    private final Rooms rooms;
    private final Clock clock = Clock.systemUTC();

    public RoomsResource(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * New {@link RoomSetup}, and who sets it.
     *
     * @param from null: now
     * @param reason needed where excursions that were acknowledged may change
     */
    public record SetRoom(
            TemperatureClass temperatureClass,
            String zone,
            List<String> sensors,
            List<RoomSetup.LimitSetup> limits,
            @Nullable String noDataAfter,
            RoomSetup.@Nullable MaskSetup masks,
            @Nullable List<RoomSetup.ContactLevel> contacts,
            @Nullable String from,
            String by,
            @Nullable String reason) {
        RoomSetup setup() {
            return new RoomSetup(temperatureClass, zone, sensors, limits, noDataAfter, masks, contacts);
        }
    }

    @GET
    public List<RoomVersion> all(@QueryParam("site") @Nullable String site) {
        return rooms.current(site);
    }

    @GET
    @Path("{site}/{room}")
    public RoomVersion one(@PathParam("site") String site, @PathParam("room") String room) {
        return rooms.current(site).stream()
                .filter(version -> version.room().equals(room))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("room", "there is no room " + room + " at " + site + " yet"));
    }

    @GET
    @Path("{site}/{room}/versions")
    public List<RoomVersion> versions(@PathParam("site") String site, @PathParam("room") String room) {
        return rooms.versions(new RoomKey(site, room));
    }

    /** Sets up a room. A duplicate adds a version that changes nothing. */
    @PUT
    @Path("{site}/{room}")
    public RoomVersion set(@PathParam("site") String site, @PathParam("room") String room, @Nullable SetRoom asked) {
        Checks.name("site", site);
        Checks.name("room", room);
        SetRoom set = Checks.required("body", asked);
        RoomSetup setup = set.setup();
        SetupChecks.check(setup);
        Checks.text("by", set.by);
        String reason = set.reason == null ? null : Checks.text("reason", set.reason);
        return rooms.set(new RoomKey(site, room), from(set.from), setup, set.by, reason);
    }

    private Instant from(@Nullable String text) {
        try {
            Instant from = (text == null ? clock.instant() : Instant.parse(text)).truncatedTo(ChronoUnit.MILLIS);
            if (from.isBefore(BatchCodec.EARLIEST) || !from.isBefore(BatchCodec.LATEST)) {
                throw Refused.badRequest("from", "must be in the years 1980 to 2199, not " + text);
            }
            return from;
        } catch (DateTimeException e) {
            throw Refused.badRequest("from", "'" + text + "' is no instant; write it like 2026-11-25T08:00:00Z");
        }
    }
}
