package io.frostline.stock;

import io.frostline.contract.commerce.HoldStock;
import io.frostline.saga.Coordinators;
import io.frostline.saga.Lra;
import io.frostline.saga.SagaConfig;
import io.frostline.web.Checks;
import io.frostline.web.Refused;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Asked within an action: joins it, then holds; in this order, so that whatever is held is ended with the action. */
@Path("/api/v1/stock-holds")
public class StockHoldsResource {
    private final SagaConfig config;
    private final Coordinators coordinators;
    private final StockHolds holds;

    public StockHoldsResource(SagaConfig config, Coordinators coordinators, StockHolds holds) {
        this.config = config;
        this.coordinators = coordinators;
        this.holds = holds;
    }

    @POST
    public HoldStock.Held hold(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable HoldStock asked)
            throws SQLException {
        Lra lra = Lra.parse(header, config.coordinators());
        HoldStock request = Checks.required("body", asked);
        Checks.name("order", request.order());
        for (HoldStock.Line line : Checks.required("lines", request.lines())) {
            Checks.name("product", line.product());
            Checks.quantity("quantity", line.quantity());
        }
        try {
            if (!coordinators.join(lra, StockHolds.PATH)) {
                throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
        } catch (Coordinators.Unreachable e) {
            throw Refused.unavailable("coordinator", "nothing is held: " + e.getMessage());
        }
        return holds.hold(lra, request);
    }
}
