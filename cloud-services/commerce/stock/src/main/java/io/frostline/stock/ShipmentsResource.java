package io.frostline.stock;

import static io.frostline.commerce.Constraints.*;

import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** REST resource of shipments; each ships at once all that is allocated to an order. */
@Path("/api/v1/shipments")
public class ShipmentsResource {
    private final javax.sql.DataSource database;
    private final Holds holds;
    private final IdempotencyKeys keys;
    private final StockOutbox outbox;

    ShipmentsResource(
            @DataSource("stock") javax.sql.DataSource database, Holds holds, IdempotencyKeys keys, StockOutbox outbox) {
        this.database = database;
        this.holds = holds;
        this.keys = keys;
        this.outbox = outbox;
    }

    public record Ship(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String order) {}

    public record Shipment(String order, List<Holds.Shipped> parts) {}

    /** Ships an order; 409 if nothing is allocated to it, it was shipped before, or some of it is quarantined. */
    @POST
    @Transactional
    public Response ship(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @NotNull(message = MISSING) @Valid Ship body) {
        return keys.once(database, key, body, () -> {
            List<Holds.Shipped> parts = holds.ship(body.order);
            if (parts.isEmpty()) {
                throw Refused.conflict(
                        "not-allocated",
                        "Not allocated",
                        "nothing is allocated to order " + body.order + " that may be shipped");
            }
            Shipment shipment = new Shipment(body.order, parts);
            outbox.record("stock-shipped", body.order, shipment);
            return Response.ok(shipment).build();
        });
    }
}
