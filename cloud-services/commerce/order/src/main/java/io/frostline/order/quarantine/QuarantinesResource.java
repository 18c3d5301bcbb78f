package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Problem;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rooms that were too warm, and what is done about them. */
@Path("/api/v1/quarantines")
public class QuarantinesResource {
    private static final List<String> STATES =
            Arrays.stream(Quarantine.State.values()).map(Quarantine.State::wire).toList();
    private static final int MAX_ROWS = 100;

    private final javax.sql.DataSource database;
    private final Quarantines quarantines;
    private final EndQuarantine ends;

    public QuarantinesResource(
            @DataSource("order") javax.sql.DataSource database, Quarantines quarantines, EndQuarantine ends) {
        this.database = database;
        this.quarantines = quarantines;
        this.ends = ends;
    }

    /** @param withdrawnAt when late data left nothing of it */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Excursion(
            UUID id, Instant joinedAt, @Nullable Instant withdrawnAt) {}

    /** A response; {@code GET /api/v1/sagas/{id}} tells its steps. */
    public record Action(UUID id, String state, Instant startedAt) {}

    /** @param sagas the latest first */
    public record Detail(
            @JsonUnwrapped Quarantine quarantine,
            List<Excursion> excursions,
            List<Action> sagas,
            List<Responses.Affected> orders) {}

    /** The latest first. */
    @GET
    public List<Quarantine> all(
            @QueryParam("site") @Nullable String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("state") @Nullable String state)
            throws SQLException {
        return quarantines.recent(
                site == null ? null : Checks.name("site", site),
                room == null ? null : Checks.name("room", room),
                state == null ? null : Checks.oneOf("state", state, STATES),
                MAX_ROWS);
    }

    @GET
    @Path("{id}")
    public Detail one(@PathParam("id") UUID id) throws SQLException {
        Quarantine quarantine = quarantines.get(id);
        try (Connection c = database.getConnection()) {
            return new Detail(quarantine, excursions(c, id), sagas(c, id), Responses.affected(c, id));
        }
    }

    private static List<Excursion> excursions(Connection connection, UUID id) throws SQLException {
        return Sql.list(
                connection,
                "select * from quarantine_excursion where quarantine_id = ? order by joined_at, excursion",
                row -> new Excursion(
                        row.getObject("excursion", UUID.class),
                        Sql.instant(row, "joined_at"),
                        Sql.nullableInstant(row, "withdrawn_at")),
                id);
    }

    private static List<Action> sagas(Connection connection, UUID id) throws SQLException {
        return Sql.list(
                connection,
                "select * from saga where quarantine_id = ? order by started_at desc limit " + MAX_ROWS,
                row -> new Action(
                        row.getObject("id", UUID.class), row.getString("state"), Sql.instant(row, "started_at")),
                id);
    }

    /** The lots can be sold again: 200; 409 where it is not in force; 202 if stock does not answer, it will be asked again. */
    @POST
    @Path("{id}/release")
    public Response release(@PathParam("id") UUID id, QuarantineLots.@Nullable End asked) throws SQLException {
        return end(id, Quarantine.End.RELEASE, asked);
    }

    /** What is on hand of the lots is lost. Answers as above; 409 also while orders still have goods of the lots. */
    @POST
    @Path("{id}/write-off")
    public Response writeOff(@PathParam("id") UUID id, QuarantineLots.@Nullable End asked) throws SQLException {
        return end(id, Quarantine.End.WRITE_OFF, asked);
    }

    private Response end(UUID id, Quarantine.End how, QuarantineLots.@Nullable End asked) throws SQLException {
        QuarantineLots.End who = Checks.required("body", asked);
        Checks.text("by", who.by());
        Checks.text("reason", who.reason());
        EndQuarantine.Outcome outcome = ends.end(id, how, who);
        Problem refusal = outcome.refusal();
        if (refusal != null) {
            return Response.status(refusal.status())
                    .type(Problem.MEDIA_TYPE)
                    .entity(refusal)
                    .build();
        }
        Response.ResponseBuilder answer = outcome.quarantine().state() == how.done()
                ? Response.ok()
                : Response.accepted().location(URI.create("/api/v1/quarantines/" + id));
        return answer.entity(outcome.quarantine()).build();
    }
}
