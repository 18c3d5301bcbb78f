package io.frostline.stock;

import static io.frostline.commerce.Constraints.MISSING;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource of quarantines of rooms, for requests by order. */
@Path("/api/v1/stock-quarantines")
public class QuarantinesResource {
    private final Quarantines quarantines;
    private final Joining joining;
    private final QuarantineHolds holds;
    private final QuarantineEnds ends;

    QuarantinesResource(Quarantines quarantines, Joining joining, QuarantineHolds holds, QuarantineEnds ends) {
        this.quarantines = quarantines;
        this.joining = joining;
        this.holds = holds;
        this.ends = ends;
    }

    /** Joins the action of the request, then quarantines the lots. */
    @POST
    public QuarantineLots.Quarantined quarantine(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid QuarantineLots body) {
        return holds.hold(joining.join(header, QuarantineHolds.PATH), body);
    }

    @GET
    @Path("{id}")
    @Transactional
    public QuarantineLots.Standing standing(@PathParam("id") UUID id) {
        return quarantines.standing(quarantines.get(id).id);
    }

    @POST
    @Path("{id}/release")
    public void release(@PathParam("id") UUID id, @NotNull(message = MISSING) @Valid QuarantineLots.End body) {
        ends.release(id, body);
    }

    @POST
    @Path("{id}/write-off")
    public void writeOff(@PathParam("id") UUID id, @NotNull(message = MISSING) @Valid QuarantineLots.End body) {
        ends.writeOff(id, body);
    }
}
