package io.frostline.stock;

import static io.frostline.commerce.Constraints.MISSING;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.ReleaseStock;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/**
 * REST resource of requests within an action. Each joins the action before it does its part, so that whatever it did ends with the
 * action.
 */
@Path("/api/v1")
public class StockHoldsResource {
    private final Joining joining;
    private final StockHolds holds;
    private final StockReleases releases;

    public StockHoldsResource(Joining joining, StockHolds holds, StockReleases releases) {
        this.joining = joining;
        this.holds = holds;
        this.releases = releases;
    }

    @POST
    @Path("stock-holds")
    public HoldStock.Held hold(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid HoldStock body) {
        return holds.hold(joining.join(header, StockHolds.PATH), body);
    }

    @POST
    @Path("stock-releases")
    public void release(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid ReleaseStock body) {
        releases.release(joining.join(header, StockReleases.PATH), body);
    }
}
