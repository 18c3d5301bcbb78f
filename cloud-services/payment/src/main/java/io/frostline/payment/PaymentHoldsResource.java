package io.frostline.payment;

import io.frostline.contract.commerce.HoldPayment;
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
@Path("/api/v1/payment-holds")
public class PaymentHoldsResource {
    private final SagaConfig config;
    private final Coordinators coordinators;
    private final PaymentHolds holds;

    public PaymentHoldsResource(SagaConfig config, Coordinators coordinators, PaymentHolds holds) {
        this.config = config;
        this.coordinators = coordinators;
        this.holds = holds;
    }

    @POST
    public void hold(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable HoldPayment asked)
            throws SQLException {
        Lra lra = Lra.parse(header, config.coordinators());
        HoldPayment request = Checks.required("body", asked);
        Checks.name("order", request.order());
        Checks.name("account", request.account());
        Checks.positive("amount", Checks.required("amount", request.amount()).minor());
        try {
            if (!coordinators.join(lra, PaymentHolds.PATH)) {
                throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
        } catch (Coordinators.Unreachable e) {
            throw Refused.unavailable("coordinator", "nothing is frozen: " + e.getMessage());
        }
        holds.hold(lra, request);
    }
}
