package io.frostline.order.ordering;

import io.frostline.commerce.HoldStock;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/orders")
public class OrdersResource {
    private static final int MOST_LINES = 100;

    private final PlaceOrder place;
    private final CancelOrder cancel;
    private final Orders orders;

    public OrdersResource(PlaceOrder place, CancelOrder cancel, Orders orders) {
        this.place = place;
        this.cancel = cancel;
        this.orders = orders;
    }

    /** 201 with the order; 409 with the reason; or 202 and where to look, if the outcome is not known in time. */
    @POST
    public Response place(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, PlaceOrder.@Nullable Request asked)
            throws SQLException {
        PlaceOrder.Request request = Checks.required("body", asked);
        Checks.required("customer", request.customer());
        List<HoldStock.Line> lines = Checks.required("lines", request.lines());
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            throw Refused.badRequest("lines", "must be 1 to " + MOST_LINES);
        }
        for (HoldStock.Line line : lines) {
            Checks.name("product", line.product());
            Checks.quantity("quantity", line.quantity());
        }
        Order order = place.place(key, request);
        Problem reason = order.reason();
        return switch (order.state()) {
            case PLACING -> Response.accepted(order).location(location(order)).build();
            case CONFIRMED, CANCELLING, CANCELLED ->
                Response.created(location(order)).entity(order).build();
            case REFUSED, FAILED -> refused(order, Checks.required("reason", reason));
        };
    }

    /** 200 with the order; 409 with the reason why it stays; or 202 and where to look, if that is not known in time. */
    @POST
    @Path("{id}/cancellation")
    public Response cancel(@PathParam("id") UUID id) throws SQLException {
        CancelOrder.Outcome outcome = cancel.cancel(id);
        Order order = outcome.order();
        Problem refusal = outcome.refusal();
        if (order.state() == Order.State.CANCELLING) {
            return Response.accepted(order).location(location(order)).build();
        }
        return refusal == null ? Response.ok(order).build() : refused(order, refusal);
    }

    private static URI location(Order order) {
        return URI.create("/api/v1/orders/" + order.id());
    }

    private static Response refused(Order order, Problem reason) {
        return Response.status(reason.status())
                .location(location(order))
                .type(Problem.MEDIA_TYPE)
                .entity(reason)
                .build();
    }

    /** The latest first; or those that ended in [from, to), the oldest first, in pages. */
    @GET
    public Response recent(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Optional<Page> page = Page.asked(from, to, limit, cursor);
        return page.isPresent()
                ? page.get().answer("/api/v1/orders", orders.endedIn(page.get()))
                : Response.ok(orders.recent(100)).build();
    }

    @GET
    @Path("{id}")
    public Order one(@PathParam("id") UUID id) throws SQLException {
        return orders.get(id);
    }
}
