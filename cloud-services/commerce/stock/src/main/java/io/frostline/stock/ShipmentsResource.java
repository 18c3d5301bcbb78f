package io.frostline.stock;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What leaves the store: all that is allocated to an order, at once. */
@Path("/api/v1/shipments")
public class ShipmentsResource {
    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final StockEvents outbox;

    public ShipmentsResource(
            @DataSource("stock") javax.sql.DataSource database, IdempotencyKeys keys, StockEvents outbox) {
        this.database = database;
        this.keys = keys;
        this.outbox = outbox;
    }

    public record Ship(String order) {}

    public record Part(UUID lot, long quantity) {}

    public record Shipment(String order, List<Part> parts) {}

    /** 409 where nothing is allocated to the order, it was shipped before, or some of it is quarantined. */
    @POST
    @RequestTransaction
    public Response ship(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Ship asked)
            throws SQLException {
        Ship ship = Checks.required("body", asked);
        Checks.name("order", ship.order);
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, ship, () -> {
                List<Part> parts =
                        Sql.list(c, """
                        with left_store as (
                            update hold set state = 'shipped' where order_id = ? and state = 'confirmed'
                               and not exists (select from hold h join lot l on l.id = h.lot_id
                                                where h.order_id = hold.order_id and l.quarantined)
                            returning lot_id, quantity),
                        by_lot as (select lot_id, sum(quantity)::bigint as quantity from left_store group by lot_id)
                        update lot set held = held - quantity, shipped = shipped + quantity
                          from by_lot where lot.id = by_lot.lot_id returning lot.id, quantity""", row -> new Part(row.getObject(1, UUID.class), row.getLong(2)), ship.order);
                if (parts.isEmpty()) {
                    throw Refused.conflict(
                            "not-allocated",
                            "Not allocated",
                            "nothing is allocated to order " + ship.order + " that may be shipped");
                }
                Shipment shipment = new Shipment(ship.order, parts);
                outbox.record(c, "stock-shipped", ship.order, shipment);
                return Response.ok(shipment).build();
            });
        }
    }
}
