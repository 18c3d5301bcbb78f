package io.frostline.order.ordering;

import io.frostline.commerce.Constraints;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/orders")
public class OrdersResource {
    private static final int DEFAULT_LIMIT = 100;

    private final PlaceOrder place;
    private final CancelOrder cancel;
    private final Orders orders;

    public OrdersResource(PlaceOrder place, CancelOrder cancel, Orders orders) {
        this.place = place;
        this.cancel = cancel;
        this.orders = orders;
    }

    /**
     * Places an order. Returns 201 with the order, 409 with the reason, or 202 and its location if the outcome is not known in
     * time.
     */
    @POST
    public Response place(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = Constraints.MISSING) @Valid PlaceOrder.Request body) {
        OrderBody order = place.place(key, body);
        Problem reason = order.reason();
        return switch (order.state()) {
            case PLACING -> Response.accepted(order).location(location(order)).build();
            case CONFIRMED, CANCELLING, CANCELLED ->
                Response.created(location(order)).entity(order).build();
            case REFUSED, FAILED -> refused(order, Objects.requireNonNull(reason));
        };
    }

    /**
     * Cancels an order. Returns 200 with the order, 409 with the reason why it stays, or 202 and its location if that is not known
     * in time.
     */
    @POST
    @Path("{id}/cancellation")
    public Response cancel(@PathParam("id") UUID id) {
        CancelOrder.Outcome outcome = cancel.cancel(id);
        OrderBody order = outcome.order();
        Problem refusal = outcome.refusal();
        if (order.state() == Order.State.CANCELLING) {
            return Response.accepted(order).location(location(order)).build();
        }
        return refusal == null ? Response.ok(order).build() : refused(order, refusal);
    }

    private static URI location(OrderBody order) {
        return URI.create("/api/v1/orders/" + order.id());
    }

    private static Response refused(OrderBody order, Problem reason) {
        return reason.response().location(location(order)).build();
    }

    /** Returns orders latest first; or, in pages, those that ended in [from, to), oldest first. */
    @GET
    public Response recent(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Optional<Page> page = Page.asked(from, to, limit, cursor);
        return page.isPresent()
                ? page.get().answer("/api/v1/orders", orders.endedIn(page.get()))
                : Response.ok(orders.recent(DEFAULT_LIMIT)).build();
    }

    @GET
    @Path("{id}")
    public OrderBody one(@PathParam("id") UUID id) {
        return orders.get(id);
    }
}
