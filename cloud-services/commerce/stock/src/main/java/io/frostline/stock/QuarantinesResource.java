package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What order asks of stock about the quarantine of a room. */
@Path("/api/v1/stock-quarantines")
public class QuarantinesResource {
    private final javax.sql.DataSource database;
    private final Joining joining;
    private final QuarantineHolds holds;
    private final QuarantineEnds ends;

    public QuarantinesResource(
            @DataSource("stock") javax.sql.DataSource database,
            Joining joining,
            QuarantineHolds holds,
            QuarantineEnds ends) {
        this.database = database;
        this.joining = joining;
        this.holds = holds;
        this.ends = ends;
    }

    /** Asked within an action: joins it, then does its part. */
    @POST
    public QuarantineLots.Quarantined quarantine(
            @HeaderParam(Lra.HEADER) @Nullable String header, @Nullable QuarantineLots asked) throws SQLException {
        QuarantineLots request = Checks.required("body", asked);
        Checks.required("quarantine", request.quarantine());
        Checks.name("site", request.site());
        Checks.name("room", request.room());
        Checks.required("except", request.except());
        return holds.hold(joining.join(header, QuarantineHolds.PATH), request);
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public QuarantineLots.Standing standing(@PathParam("id") UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            if (QuarantineTable.find(c, id).isEmpty()) {
                throw Refused.notFound("quarantine", "there is no quarantine " + id);
            }
            return QuarantineTable.standing(c, id);
        }
    }

    @POST
    @Path("{id}/release")
    public void release(@PathParam("id") UUID id, QuarantineLots.@Nullable End asked) throws SQLException {
        ends.release(id, checked(asked));
    }

    @POST
    @Path("{id}/write-off")
    public void writeOff(@PathParam("id") UUID id, QuarantineLots.@Nullable End asked) throws SQLException {
        ends.writeOff(id, checked(asked));
    }

    private static QuarantineLots.End checked(QuarantineLots.@Nullable End asked) {
        QuarantineLots.End end = Checks.required("body", asked);
        Checks.text("by", end.by());
        Checks.text("reason", end.reason());
        return end;
    }
}
