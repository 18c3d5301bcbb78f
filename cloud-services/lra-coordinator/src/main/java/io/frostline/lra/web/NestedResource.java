package io.frostline.lra.web;

import io.frostline.lra.action.Action;
import io.frostline.lra.callback.CallDriver;
import io.frostline.lra.store.ActionQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;

/** Nested actions as participants of their parents: the calls that the parent's coordinator makes. */
@Path("/lra-coordinator/nested/{id}")
@Produces(MediaType.TEXT_PLAIN)
public class NestedResource {
    private final CallDriver driver;
    private final ActionQueries queries;
    private final Requests requests;

    NestedResource(CallDriver driver, ActionQueries queries, Requests requests) {
        this.driver = driver;
        this.queries = queries;
        this.requests = requests;
    }

    /** A nested action is forgotten only after its parent: 410 means that it has ended as it was told to. */
    @GET
    @Path("status")
    @Blocking
    public Response status(@PathParam("id") String id) throws SQLException {
        Optional<Action> action = queries.find(Requests.id(id));
        return action.isEmpty()
                ? Response.status(Response.Status.GONE).build()
                : Response.ok(participant(action.get().status()).name()).build();
    }

    @PUT
    @Path("complete")
    public CompletionStage<Response> complete(@PathParam("id") String id, @Context UriInfo uri) {
        return release(Requests.id(id), false, uri);
    }

    @PUT
    @Path("compensate")
    public CompletionStage<Response> compensate(@PathParam("id") String id, @Context UriInfo uri) {
        return release(Requests.id(id), true, uri);
    }

    private CompletionStage<Response> release(UUID id, boolean cancel, UriInfo uri) {
        String base = requests.base(uri);
        return driver.end(id, Requests.release(id, cancel)).thenApply(status -> {
            Response.ResponseBuilder answer = switch (status) {
                case Active, Closing, Cancelling ->
                    Response.accepted().location(URI.create(base + "/nested/" + id + "/status"));
                case Closed, Cancelled -> Response.ok();
                case FailedToClose, FailedToCancel -> Response.status(Response.Status.CONFLICT);
            };
            return answer.entity(participant(status).name()).build();
        });
    }

    private static ParticipantStatus participant(LRAStatus status) {
        return switch (status) {
            case Active -> ParticipantStatus.Active;
            case Closing -> ParticipantStatus.Completing;
            case Closed -> ParticipantStatus.Completed;
            case FailedToClose -> ParticipantStatus.FailedToComplete;
            case Cancelling -> ParticipantStatus.Compensating;
            case Cancelled -> ParticipantStatus.Compensated;
            case FailedToCancel -> ParticipantStatus.FailedToCompensate;
        };
    }
}
