package io.frostline.payment;

import static io.frostline.commerce.Constraints.MISSING;

import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.platform.saga.Joining;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Checks;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/**
 * REST resource of requests within an action. Each joins the action before it holds, so that whatever is held ends with the action.
 */
@Path("/api/v1")
public class PaymentHoldsResource {
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
    public void hold(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid HoldPayment body) {
        Checks.positive("amount", body.amount().minor());
        holds.hold(joining.join(header, PaymentHolds.PATH), body);
    }

    @POST
    @Path("refund-holds")
    public RefundPayment.Held refund(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid RefundPayment body) {
        return refunds.hold(joining.join(header, RefundHolds.PATH), body);
    }

    /** Reserves refunds of many orders; 404 or 409 names one that has nothing to refund, and then nothing is held. */
    @POST
    @Path("refund-holds/several")
    public void refundAll(
            @HeaderParam(Lra.HEADER) @Nullable String header, @NotNull(message = MISSING) @Valid RefundPayments body) {
        refunds.hold(joining.join(header, RefundHolds.PATH), body);
    }
}
