package io.frostline.platform.saga;

import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Participant in actions, as their coordinator calls it. A subclass gives the path and does the work. Each call may come any number
 * of times and in any order; its work is done once.
 */
@Produces(MediaType.TEXT_PLAIN)
public abstract class Participant {
    private final SagaConfig config;
    private final DataSource database;

    protected Participant(SagaConfig config, DataSource database) {
        this.config = config;
        this.database = database;
    }

    /** Makes final what was tried, in the transaction of the call. */
    protected abstract void complete(Lra lra);

    /** Undoes what was tried, in the transaction of the call. */
    protected abstract void compensate(Lra lra);

    @PUT
    @Path("complete")
    @Transactional
    public Response complete(@HeaderParam(Lra.HEADER) @Nullable String header) {
        Lra lra = Lra.parse(header, config.coordinators());
        return switch (Fence.completed(database, lra)) {
            case DO_IT -> {
                complete(lra);
                yield Response.ok("Completed").build();
            }
            case DONE_BEFORE -> Response.ok("Completed").build();
            case TOO_LATE -> Response.serverError().entity("FailedToComplete").build();
        };
    }

    @PUT
    @Path("compensate")
    @Transactional
    public Response compensate(@HeaderParam(Lra.HEADER) @Nullable String header) {
        Lra lra = Lra.parse(header, config.coordinators());
        return switch (Fence.compensated(database, lra)) {
            case DO_IT -> {
                compensate(lra);
                yield Response.ok("Compensated").build();
            }
            case DONE_BEFORE -> Response.ok("Compensated").build();
            case TOO_LATE -> Response.serverError().entity("FailedToCompensate").build();
        };
    }

    /**
     * Deletes ended parts of actions. The service that started the actions calls this when it will never ask for these parts again.
     * Until then a part is kept, however long ago it ended: a failed action is retried based on what its participants know of it.
     */
    @PUT
    @Path("forget")
    @Consumes(MediaType.APPLICATION_JSON)
    public void forget(@Nullable List<String> asked) {
        Fence.forget(database, Checks.required("body", asked));
    }

    /** Returns the state of this part of the action. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Fence.Part part(@QueryParam("lra") @Nullable String id) {
        Lra lra = Lra.parse(id, config.coordinators());
        return Fence.part(database, lra)
                .orElseThrow(() -> Refused.notFound("action", "there is no part in " + lra + " here"));
    }
}
