package io.frostline.lra.web;

import io.frostline.lra.action.Action;
import io.frostline.lra.callback.CallDriver;
import io.frostline.lra.store.ActionQueries;
import io.frostline.lra.store.GroupCommit;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.eclipse.microprofile.lra.annotation.ws.rs.LRA;
import org.jspecify.annotations.Nullable;

/** Actions, as clients and participants of MicroProfile LRA start, join and end them. */
@Path("/lra-coordinator")
@Produces({MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
@Consumes(MediaType.WILDCARD)
public class CoordinatorResource {
    private static final String DATA_HEADER = "Narayana-LRA-Participant-Data";
    private static final String LINK_HEADER = "Narayana-LRA-Participant-Link";

    private final GroupCommit commits;
    private final CallDriver driver;
    private final ActionQueries queries;
    private final Requests requests;

    CoordinatorResource(GroupCommit commits, CallDriver driver, ActionQueries queries, Requests requests) {
        this.commits = commits;
        this.driver = driver;
        this.queries = queries;
        this.requests = requests;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public List<ActionData> list(@QueryParam("Status") @DefaultValue("") String status) throws SQLException {
        List<Action> found = status.isEmpty() ? queries.open() : queries.withStatus(known(status));
        return found.stream().map(ActionData::of).toList();
    }

    private static String known(String status) {
        try {
            return LRAStatus.valueOf(status).name();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "Status: " + status + " is none of " + List.of(LRAStatus.values()));
        }
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public ActionData one(@PathParam("id") String id) throws SQLException {
        return ActionData.of(find(id));
    }

    @GET
    @Path("{id}/status")
    @Blocking
    public Response status(@PathParam("id") String id, @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept)
            throws SQLException {
        return answer(Response.ok(), accept, "status", find(id).status().name());
    }

    /** Returns who joined, what each participant was told and answered, and what comes next. */
    @GET
    @Path("{id}/timeline")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public Timeline timeline(@PathParam("id") String id) throws SQLException {
        Action action = find(id);
        return Timeline.of(action, queries.events(action.id()));
    }

    private Action find(String id) throws SQLException {
        return queries.find(Requests.id(id)).orElseThrow(() -> Refusal.unknown(id));
    }

    @POST
    @Path("start")
    public CompletionStage<Response> start(
            @QueryParam("ClientID") @DefaultValue("") String client,
            @QueryParam("TimeLimit") @DefaultValue("0") long limit,
            @QueryParam("ParentLRA") @Nullable String parent,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            @Context UriInfo uri) {
        return commits.submit(requests.start(requests.base(uri), client, limit, parent))
                .thenApply(url -> answer(
                        Response.created(URI.create(url)).header(LRA.LRA_HTTP_CONTEXT_HEADER, url),
                        accept,
                        "lraId",
                        url));
    }

    @PUT
    @Path("{id}/renew")
    public CompletionStage<Response> renew(
            @PathParam("id") String id, @QueryParam("TimeLimit") @DefaultValue("0") long limit) {
        return commits.submit(Requests.renew(Requests.id(id), limit))
                .thenApply(done -> Response.ok(id).build());
    }

    @PUT
    @Path("{id}")
    public CompletionStage<Response> join(
            @PathParam("id") String id,
            @QueryParam("TimeLimit") @DefaultValue("0") long limit,
            @HeaderParam("Link") @DefaultValue("") String link,
            @HeaderParam(DATA_HEADER) @DefaultValue("") String data,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            String body) {
        return commits.submit(Requests.join(Requests.id(id), link.isEmpty() ? body : link, data, limit))
                .thenApply(joined -> answer(
                        Response.ok()
                                .location(URI.create(joined.recovery()))
                                .header(LRA.LRA_HTTP_RECOVERY_HEADER, joined.recovery())
                                .header(DATA_HEADER, joined.previousData()),
                        accept,
                        "recoveryUrl",
                        joined.recovery()));
    }

    @PUT
    @Path("{id}/remove")
    public CompletionStage<Response> leave(@PathParam("id") String id, String participant) {
        return commits.submit(Requests.leave(Requests.id(id), participant))
                .thenApply(done -> Response.ok().build());
    }

    @PUT
    @Path("{id}/close")
    public CompletionStage<Response> close(
            @PathParam("id") String id,
            @HeaderParam(LINK_HEADER) @DefaultValue("") String participant,
            @HeaderParam(DATA_HEADER) @DefaultValue("") String data,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            @HeaderParam(ApiVersion.HEADER) @Nullable String version,
            @Context UriInfo uri) {
        return end(Requests.id(id), false, participant, data, accept, version, uri);
    }

    @PUT
    @Path("{id}/cancel")
    public CompletionStage<Response> cancel(
            @PathParam("id") String id,
            @HeaderParam(LINK_HEADER) @DefaultValue("") String participant,
            @HeaderParam(DATA_HEADER) @DefaultValue("") String data,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            @HeaderParam(ApiVersion.HEADER) @Nullable String version,
            @Context UriInfo uri) {
        return end(Requests.id(id), true, participant, data, accept, version, uri);
    }

    private CompletionStage<Response> end(
            UUID id,
            boolean cancel,
            String participant,
            String data,
            @Nullable String accept,
            @Nullable String version,
            UriInfo uri) {
        String base = requests.base(uri);
        return driver.end(id, Requests.end(id, cancel, participant, data)).thenApply(status -> {
            boolean ending = status == LRAStatus.Closing || status == LRAStatus.Cancelling;
            Response.ResponseBuilder answer = ending && ApiVersion.knowsAccepted(version)
                    ? Response.accepted().location(URI.create(base + "/" + id + "/status"))
                    : Response.ok();
            return answer(answer, accept, "status", status.name());
        });
    }

    private static Response answer(
            Response.ResponseBuilder answer, @Nullable String accept, String name, String value) {
        return accept != null && accept.contains(MediaType.APPLICATION_JSON)
                ? answer.type(MediaType.APPLICATION_JSON)
                        .entity(Map.of(name, value))
                        .build()
                : answer.type(MediaType.TEXT_PLAIN).entity(value).build();
    }
}
