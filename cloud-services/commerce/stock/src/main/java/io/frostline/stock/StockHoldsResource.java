package io.frostline.stock;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.ReleaseStock;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Checks;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Asked within an action: joins it, then does its part; in this order, so that whatever it did is ended with the action. */
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
    public HoldStock.Held hold(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable HoldStock asked)
            throws SQLException {
        HoldStock request = Checks.required("body", asked);
        Checks.name("order", request.order());
        for (HoldStock.Line line : Checks.required("lines", request.lines())) {
            Checks.name("product", line.product());
            Checks.quantity("quantity", line.quantity());
        }
        return holds.hold(joining.join(header, StockHolds.PATH), request);
    }

    @POST
    @Path("stock-releases")
    public void release(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable ReleaseStock asked)
            throws SQLException {
        ReleaseStock request = Checks.required("body", asked);
        Checks.name("order", request.order());
        releases.release(joining.join(header, StockReleases.PATH), request);
    }
}
