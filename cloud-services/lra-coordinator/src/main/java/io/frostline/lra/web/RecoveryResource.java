package io.frostline.lra.web;

import io.frostline.lra.action.Action;
import io.frostline.lra.action.Participant;
import io.frostline.lra.callback.Sweep;
import io.frostline.lra.store.ActionQueries;
import io.frostline.lra.store.GroupCommit;
import io.frostline.lra.store.Leases;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Actions that are decided and have not ended, those that have failed, and the addresses of participants. */
@Path("/lra-coordinator/recovery")
@Consumes(MediaType.WILDCARD)
public class RecoveryResource {
    private static final Duration LONGEST_PASS = Duration.ofSeconds(6);
    private static final Duration PASS_POLL = Duration.ofMillis(20);

    private final ActionQueries queries;
    private final GroupCommit commits;
    private final Sweep sweep;
    private final Leases leases;

    RecoveryResource(ActionQueries queries, GroupCommit commits, Sweep sweep, Leases leases) {
        this.queries = queries;
        this.commits = commits;
        this.sweep = sweep;
        this.leases = leases;
    }

    /** Calls all participants that wait for their next attempt, and lists the actions that have not ended after that. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public List<ActionData> recovering() throws SQLException, InterruptedException {
        Instant now = leases.now();
        queries.retryAll(now);
        sweep.now();
        long until = System.nanoTime() + LONGEST_PASS.toNanos();
        while (queries.isDueSince(now) && System.nanoTime() < until) {
            Thread.sleep(PASS_POLL);
        }
        return queries.recovering().stream().map(ActionData::of).toList();
    }

    @GET
    @Path("failed")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public List<ActionData> failed() throws SQLException {
        return queries.failed().stream().map(ActionData::of).toList();
    }

    @DELETE
    @Path("{id}")
    @Blocking
    public Response delete(@PathParam("id") String id) throws SQLException {
        if (!queries.deleteFailed(Requests.id(id))) {
            Action action = queries.find(Requests.id(id)).orElseThrow(() -> Refusal.unknown(id));
            throw new Refusal(412, action.status().name());
        }
        return Response.noContent().build();
    }

    @GET
    @Path("{id}/{participant}")
    @Produces(MediaType.TEXT_PLAIN)
    @Blocking
    public String addresses(@PathParam("id") String id, @PathParam("participant") int participant) throws SQLException {
        return queries.find(Requests.id(id)).orElseThrow(() -> Refusal.unknown(id)).all().stream()
                .filter(each -> each.number() == participant)
                .map((Participant each) -> each.links().header())
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "no participant " + participant));
    }

    @PUT
    @Path("{id}/{participant}")
    @Produces(MediaType.TEXT_PLAIN)
    public CompletionStage<Response> replace(
            @PathParam("id") String id, @PathParam("participant") int participant, String links) {
        return commits.submit(Requests.replace(Requests.id(id), participant, links))
                .thenApply(done -> Response.ok(links).build());
    }
}
