package io.frostline.order.quarantine;

import static io.frostline.commerce.Constraints.*;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.frostline.commerce.QuarantineLots;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource of rooms that were too warm, and of the responses to them. */
@Path("/api/v1/quarantines")
public class QuarantinesResource {
    private static final String STATES =
            "responding|in-force|release-proposed|releasing|writing-off|released|written-off";
    private static final String STATES_MESSAGE = "must be one of [in-force, release-proposed, released, releasing,"
            + " responding, writing-off, written-off]";
    private static final int MAX_ROWS = 100;

    private final Quarantines quarantines;
    private final ClaimedOrders claimed;
    private final Sagas sagas;
    private final EndQuarantine ends;

    QuarantinesResource(Quarantines quarantines, ClaimedOrders claimed, Sagas sagas, EndQuarantine ends) {
        this.quarantines = quarantines;
        this.claimed = claimed;
        this.sagas = sagas;
        this.ends = ends;
    }

    /** Response to a quarantine; {@code GET /api/v1/sagas/{id}} returns its steps. */
    public record Action(UUID id, String state, Instant startedAt) {}

    /**
     * Quarantine with its excursions, responses and orders.
     *
     * @param sagas responses, latest first
     */
    public record Detail(
            @JsonUnwrapped QuarantineBody quarantine,
            List<Quarantines.Excursion> excursions,
            List<Action> sagas,
            List<ClaimedOrders.Affected> orders) {}

    /** Returns quarantines, latest first. */
    @GET
    public List<QuarantineBody> all(
            @QueryParam("site") @Nullable @Pattern(regexp = NAME, message = NAME_MESSAGE) String site,
            @QueryParam("room") @Nullable @Pattern(regexp = NAME, message = NAME_MESSAGE) String room,
            @QueryParam("state") @Nullable @Pattern(regexp = STATES, message = STATES_MESSAGE) String state) {
        return quarantines.recent(site, room, state, MAX_ROWS);
    }

    @GET
    @Path("{id}")
    @Transactional
    public Detail one(@PathParam("id") UUID id) {
        List<Action> responses = sagas.responses(id, MAX_ROWS).stream()
                .map(saga -> new Action(saga.id(), EnumText.of(saga.state()), saga.startedAt()))
                .toList();
        return new Detail(quarantines.get(id), quarantines.excursions(id), responses, claimed.affected(id));
    }

    /** Releases the lots for sale: 200; 409 if not in force; 202 if stock does not answer, and is asked again later. */
    @POST
    @Path("{id}/release")
    public Response release(@PathParam("id") UUID id, @NotNull(message = MISSING) @Valid QuarantineLots.End body) {
        return end(id, Quarantine.End.RELEASE, body);
    }

    /** Writes off what is on hand of the lots. Answers as a release does; 409 also while orders still have goods of the lots. */
    @POST
    @Path("{id}/write-off")
    public Response writeOff(@PathParam("id") UUID id, @NotNull(message = MISSING) @Valid QuarantineLots.End body) {
        return end(id, Quarantine.End.WRITE_OFF, body);
    }

    private Response end(UUID id, Quarantine.End how, QuarantineLots.End who) {
        EndQuarantine.Outcome outcome = ends.end(id, how, who);
        Problem refusal = outcome.refusal();
        if (refusal != null) {
            return refusal.response().build();
        }
        Response.ResponseBuilder answer = outcome.quarantine().state() == how.done()
                ? Response.ok()
                : Response.accepted().location(URI.create("/api/v1/quarantines/" + id));
        return answer.entity(outcome.quarantine()).build();
    }
}
