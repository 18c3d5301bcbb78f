package io.frostline.platform.saga;

import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A service's part in actions, as their coordinator calls it. A subclass gives the path and does the work; each call may
 * come any number of times, in any order, and is done once.
 */
@Produces(MediaType.TEXT_PLAIN)
public abstract class Participant {
    private final SagaConfig config;
    private final DataSource database;

    protected Participant(SagaConfig config, DataSource database) {
        this.config = config;
        this.database = database;
    }

    /** Makes final what was tried; in the transaction. */
    protected abstract void complete(Connection connection, Lra lra) throws SQLException;

    /** Undoes what was tried; in the transaction. */
    protected abstract void compensate(Connection connection, Lra lra) throws SQLException;

    @PUT
    @Path("complete")
    @RequestTransaction
    public Response complete(@HeaderParam(Lra.HEADER) @Nullable String header) throws SQLException {
        Lra lra = Lra.parse(header, config.coordinators());
        try (Connection connection = database.getConnection()) {
            return switch (Fence.completed(connection, lra)) {
                case DO_IT -> {
                    complete(connection, lra);
                    yield Response.ok("Completed").build();
                }
                case DONE_BEFORE -> Response.ok("Completed").build();
                case TOO_LATE ->
                    Response.serverError().entity("FailedToComplete").build();
            };
        }
    }

    @PUT
    @Path("compensate")
    @RequestTransaction
    public Response compensate(@HeaderParam(Lra.HEADER) @Nullable String header) throws SQLException {
        Lra lra = Lra.parse(header, config.coordinators());
        try (Connection connection = database.getConnection()) {
            return switch (Fence.compensated(connection, lra)) {
                case DO_IT -> {
                    compensate(connection, lra);
                    yield Response.ok("Compensated").build();
                }
                case DONE_BEFORE -> Response.ok("Compensated").build();
                case TOO_LATE ->
                    Response.serverError().entity("FailedToCompensate").build();
            };
        }
    }

    /**
     * Told by who began the actions, and will never again ask how this part of them ended. A part is kept until then, however
     * long ago it ended: an action that failed is retried by what its participants know of it.
     */
    @PUT
    @Path("forget")
    @Consumes(MediaType.APPLICATION_JSON)
    public void forget(@Nullable List<String> asked) throws SQLException {
        List<String> actions = Checks.required("body", asked);
        try (Connection connection = database.getConnection()) {
            Fence.forget(connection, actions);
        }
    }

    /** Where this part of the action stands, for whoever wants to know. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Fence.Part part(@QueryParam("lra") @Nullable String id) throws SQLException {
        Lra lra = Lra.parse(id, config.coordinators());
        try (Connection connection = database.getConnection()) {
            return Fence.part(connection, lra)
                    .orElseThrow(() -> Refused.notFound("action", "there is no part in " + lra + " here"));
        }
    }
}
