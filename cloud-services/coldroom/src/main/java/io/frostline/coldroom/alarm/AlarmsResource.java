package io.frostline.coldroom.alarm;

import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resource of alarms. All alarms of an excursion are acknowledged with it: {@code /api/v1/excursions/{id}/acknowledgements}. */
@Path("/api/v1/alarms")
public class AlarmsResource {
    private static final String STATES = "open|acknowledged|ended|withdrawn";
    private static final String STATES_MESSAGE = "must be one of [acknowledged, ended, open, withdrawn]";

    private final Alarms alarms;

    AlarmsResource(Alarms alarms) {
        this.alarms = alarms;
    }

    /** Returns the latest thousand alarms to become known. */
    @GET
    public List<AlarmAnswer> all(
            @QueryParam("site") @Nullable String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("state") @Nullable @Pattern(regexp = STATES, message = STATES_MESSAGE) String state) {
        return alarms.latest(site, room, state);
    }
}
