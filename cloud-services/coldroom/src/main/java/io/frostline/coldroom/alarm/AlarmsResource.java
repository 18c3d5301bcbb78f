package io.frostline.coldroom.alarm;

import io.frostline.platform.web.Checks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resource of alarms. All alarms of an excursion are acknowledged with it: {@code /api/v1/excursions/{id}/acknowledgements}. */
@Path("/api/v1/alarms")
public class AlarmsResource {
    private final Alarms alarms;

    AlarmsResource(Alarms alarms) {
        this.alarms = alarms;
    }

    /** Returns the latest thousand alarms to become known. */
    @GET
    public List<AlarmAnswer> all(
            @QueryParam("site") @Nullable String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("state") @Nullable String state) {
        return alarms.latest(site, room, state == null ? null : Checks.oneOf("state", state, AlarmState.NAMES));
    }
}
