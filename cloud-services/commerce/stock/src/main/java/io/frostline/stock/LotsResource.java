package io.frostline.stock;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lots: received into a room, written off; what of them is held and shipped goes through orders. What is received into a room
 * whose lots are quarantined is quarantined, too.
 */
@Path("/api/v1/lots")
public class LotsResource {
    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final StockEvents outbox;

    public LotsResource(@DataSource("stock") javax.sql.DataSource database, IdempotencyKeys keys, StockEvents outbox) {
        this.database = database;
        this.keys = keys;
        this.outbox = outbox;
    }

    public record Receive(
            String product,
            String site,
            String room,
            long quantity,
            @Nullable LocalDate expiry) {}

    public record WriteOff(long quantity, String reason) {}

    /** {@code received = onHand + held + shipped + writtenOff}, at every read. */
    public record Lot(
            UUID id,
            String product,
            String site,
            String room,
            LocalDate expiry,
            boolean quarantined,
            long received,
            long onHand,
            long held,
            long shipped,
            long writtenOff) {}

    @POST
    @RequestTransaction
    public Response receive(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Receive asked)
            throws SQLException {
        Receive receive = Checks.required("body", asked);
        Checks.name("product", receive.product);
        Checks.name("site", receive.site);
        Checks.name("room", receive.room);
        Checks.quantity("quantity", receive.quantity);
        LocalDate expiry = Checks.required("expiry", receive.expiry);
        if (!expiry.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw Refused.badRequest("expiry", "must be after today: what has expired is not received");
        }
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, receive, () -> {
                UUID id = UUID.randomUUID();
                Rooms.receive(c, receive.site, receive.room);
                int received = Sql.update(
                        c,
                        """
                        insert into lot (id, product_id, site, room, expiry, received, on_hand, quarantine_id)
                        select ?, p.id, ?, ?, ?, ?, ?, q.id
                          from product p left join quarantine q on q.site = ? and q.room = ? and q.ended is null
                         where p.id = ?""",
                        id,
                        receive.site,
                        receive.room,
                        expiry,
                        receive.quantity,
                        receive.quantity,
                        receive.site,
                        receive.room,
                        receive.product);
                if (received == 0) {
                    throw Refused.notFound("product", "there is no product " + receive.product);
                }
                Lot lot = find(c, id);
                outbox.record(c, "lot-received", id.toString(), lot);
                return Response.created(URI.create("/api/v1/lots/" + id))
                        .entity(lot)
                        .build();
            });
        }
    }

    @POST
    @Path("{id}/write-offs")
    @RequestTransaction
    public Response writeOff(
            @PathParam("id") UUID id,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @Nullable WriteOff asked)
            throws SQLException {
        WriteOff writeOff = Checks.required("body", asked);
        Checks.quantity("quantity", writeOff.quantity);
        Checks.text("reason", writeOff.reason);
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, writeOff, () -> {
                int written = Sql.update(c, """
                        update lot set on_hand = on_hand - ?, written_off = written_off + ?
                         where id = ? and on_hand >= ?""", writeOff.quantity, writeOff.quantity, id, writeOff.quantity);
                Lot lot = find(c, id);
                if (written == 0) {
                    throw Refused.conflict(
                            "short-stock", "Short stock", "of lot " + id + " only " + lot.onHand + " are on hand");
                }
                Sql.update(
                        c,
                        "insert into write_off (id, lot_id, quantity, reason) values (?, ?, ?, ?)",
                        UUID.randomUUID(),
                        id,
                        writeOff.quantity,
                        writeOff.reason);
                outbox.record(c, "lot-written-off", id.toString(), writeOff);
                return Response.ok(lot).build();
            });
        }
    }

    @GET
    @RequestTransaction
    public List<Lot> all(@QueryParam("product") @Nullable String product) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select * from lot where ?::text is null or product_id = ? order by product_id, expiry, id limit 1000",
                    LotsResource::lot,
                    product,
                    product);
        }
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public Lot one(@PathParam("id") UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, id);
        }
    }

    private static Lot find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from lot where id = ?", LotsResource::lot, id)
                .orElseThrow(() -> Refused.notFound("lot", "there is no lot " + id));
    }

    private static Lot lot(ResultSet row) throws SQLException {
        return new Lot(
                row.getObject("id", UUID.class),
                row.getString("product_id"),
                row.getString("site"),
                row.getString("room"),
                row.getObject("expiry", LocalDate.class),
                row.getBoolean("quarantined"),
                row.getLong("received"),
                row.getLong("on_hand"),
                row.getLong("held"),
                row.getLong("shipped"),
                row.getLong("written_off"));
    }
}
