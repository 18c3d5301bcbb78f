package io.frostline.payment;

import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asked within an action: joins it, then holds; in this order, so that whatever is held is ended with the action. */
@Path("/api/v1")
public class PaymentHoldsResource {
    private static final int MOST_ORDERS = 100_000;

    private final Joining joining;
    private final PaymentHolds holds;
    private final RefundHolds refunds;

    PaymentHoldsResource(Joining joining, PaymentHolds holds, RefundHolds refunds) {
        this.joining = joining;
        this.holds = holds;
        this.refunds = refunds;
    }

    @POST
    @Path("payment-holds")
    public void hold(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable HoldPayment asked)
            throws SQLException {
        HoldPayment request = Checks.required("body", asked);
        Checks.name("order", request.order());
        Checks.name("account", request.account());
        Checks.positive("amount", Checks.required("amount", request.amount()).minor());
        holds.hold(joining.join(header, PaymentHolds.PATH), request);
    }

    @POST
    @Path("refund-holds")
    public RefundPayment.Held refund(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable RefundPayment asked)
            throws SQLException {
        RefundPayment request = Checks.required("body", asked);
        Checks.name("order", request.order());
        return refunds.hold(joining.join(header, RefundHolds.PATH), request);
    }

    /** Of many orders at once; 404 or 409 names one for which there is nothing to refund, and then nothing is held. */
    @POST
    @Path("refund-holds/several")
    public void refundAll(@HeaderParam(Lra.HEADER) @Nullable String header, @Nullable RefundPayments asked)
            throws SQLException {
        RefundPayments request = Checks.required("body", asked);
        List<String> orders = Checks.required("orders", request.orders());
        if (orders.isEmpty() || orders.size() > MOST_ORDERS) {
            throw Refused.badRequest("orders", "must be 1 to " + MOST_ORDERS);
        }
        orders.forEach(order -> Checks.name("orders", order));
        refunds.hold(joining.join(header, RefundHolds.PATH), request);
    }
}
