package io.frostline.payment;

import io.frostline.commerce.Money;
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
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/transfers")
public class TransfersResource {
    private static final int RECENT = 100;

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final Transfers transfers;

    TransfersResource(@DataSource("payment") javax.sql.DataSource database, IdempotencyKeys keys, Transfers transfers) {
        this.database = database;
        this.keys = keys;
        this.transfers = transfers;
    }

    public record Asked(
            String from, String to, Money amount, @Nullable String note) {}

    @POST
    @RequestTransaction
    public Response transfer(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Asked body)
            throws SQLException {
        Asked asked = Checks.required("body", body);
        Checks.name("from", asked.from);
        Checks.name("to", asked.to);
        Checks.positive("amount", Checks.required("amount", asked.amount).minor());
        if (asked.from.equals(asked.to)) {
            throw Refused.badRequest("to", "must be another account than the one that pays");
        }
        if (asked.note != null) {
            Checks.text("note", asked.note);
        }
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, asked, () -> {
                Transfer made = transfers.move(c, asked.from, asked.to, asked.amount, asked.note);
                return Response.created(URI.create("/api/v1/transfers/" + made.id()))
                        .entity(made)
                        .build();
            });
        }
    }

    @GET
    @RequestTransaction
    public List<Transfer> recent() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Transfers.recent(c, RECENT);
        }
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public Transfer one(@PathParam("id") String id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Transfers.find(c, parse(id))
                    .orElseThrow(() -> Refused.notFound("transfer", "there is no transfer " + id));
        }
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Refused.badRequest("id", "must be a UUID");
        }
    }
}
