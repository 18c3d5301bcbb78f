package io.frostline.coldroom.alarm;

import io.frostline.platform.web.Checks;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alarms; an excursion is acknowledged, and all its alarms with it: {@code /api/v1/excursions/{id}/acknowledgements}. */
@Path("/api/v1/alarms")
public class AlarmsResource {
    private final javax.sql.DataSource database;

    public AlarmsResource(@DataSource("coldroom") javax.sql.DataSource database) {
        this.database = database;
    }

    /** The latest thousand to become known. */
    @GET
    @RequestTransaction
    public List<AlarmAnswer> all(
            @QueryParam("site") @Nullable String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("state") @Nullable String state)
            throws SQLException {
        String wanted = state == null ? null : Checks.oneOf("state", state, AlarmState.NAMES);
        try (Connection c = database.getConnection()) {
            return AlarmTable.latest(c, site, room, wanted);
        }
    }
}
