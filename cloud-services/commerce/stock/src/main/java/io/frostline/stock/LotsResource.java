package io.frostline.stock;

import static io.frostline.commerce.Constraints.*;

import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * REST resource that receives lots into a room and writes them off; orders hold and ship them. A lot received into a room with an
 * open quarantine is quarantined as well.
 */
@Path("/api/v1/lots")
public class LotsResource {
    private final javax.sql.DataSource database;
    private final Lots lots;
    private final Products products;
    private final Quarantines quarantines;
    private final IdempotencyKeys keys;
    private final StockOutbox outbox;

    LotsResource(
            @DataSource("stock") javax.sql.DataSource database,
            Lots lots,
            Products products,
            Quarantines quarantines,
            IdempotencyKeys keys,
            StockOutbox outbox) {
        this.database = database;
        this.lots = lots;
        this.products = products;
        this.quarantines = quarantines;
        this.keys = keys;
        this.outbox = outbox;
    }

    /**
     * Request to receive a lot.
     *
     * @param expiry last day on which it can be sold, in UTC; must be after today
     */
    public record Receive(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String product,

            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String site,

            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String room,

            @Min(value = 1, message = QUANTITY_MESSAGE) @Max(value = MAX_QUANTITY, message = QUANTITY_MESSAGE)
            long quantity,

            @NotNull(message = MISSING) LocalDate expiry) {}

    public record WriteOffBody(
            @Min(value = 1, message = QUANTITY_MESSAGE) @Max(value = MAX_QUANTITY, message = QUANTITY_MESSAGE)
            long quantity,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String reason) {}

    /** Lot as the API shows it: {@code received = onHand + held + shipped + writtenOff}, at every read. */
    public record LotBody(
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
            long writtenOff) {
        static LotBody of(Lot lot) {
            return new LotBody(
                    lot.id,
                    lot.product,
                    lot.site,
                    lot.room,
                    lot.expiry,
                    lot.quarantined,
                    lot.received,
                    lot.onHand,
                    lot.held,
                    lot.shipped,
                    lot.writtenOff);
        }
    }

    @POST
    @Transactional
    public Response receive(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) @Valid Receive body) {
        if (!body.expiry.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw Refused.badRequest("expiry", "must be after today: what has expired is not received");
        }
        return keys.once(database, key, body, () -> {
            LotBody lot = LotBody.of(received(body));
            outbox.record("lot-received", lot.id.toString(), lot);
            return Response.created(URI.create("/api/v1/lots/" + lot.id))
                    .entity(lot)
                    .build();
        });
    }

    private Lot received(Receive asked) {
        if (products.findByIdOptional(asked.product).isEmpty()) {
            throw Refused.notFound("product", "there is no product " + asked.product);
        }
        lots.lockForReceipt(asked.site, asked.room);
        Lot lot = new Lot(
                UUID.randomUUID(),
                asked.product,
                asked.site,
                asked.room,
                asked.expiry,
                asked.quantity,
                quarantines.openIn(asked.site, asked.room));
        lots.persistAndFlush(lot);
        return lot;
    }

    @POST
    @Path("{id}/write-offs")
    @Transactional
    public Response writeOff(
            @PathParam("id") UUID id,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) @Valid WriteOffBody body) {
        return keys.once(database, key, body, () -> {
            boolean isWrittenOff = lots.writeOff(id, body.quantity, body.reason);
            Lot lot = lots.get(id);
            if (!isWrittenOff) {
                throw Refused.conflict(
                        "short-stock", "Short stock", "of lot " + id + " only " + lot.onHand + " are on hand");
            }
            outbox.record("lot-written-off", id.toString(), body);
            return Response.ok(LotBody.of(lot)).build();
        });
    }

    @GET
    @Transactional
    public List<LotBody> all(@QueryParam("product") @Nullable String product) {
        return lots.listed(product).stream().map(LotBody::of).toList();
    }

    @GET
    @Path("{id}")
    @Transactional
    public LotBody one(@PathParam("id") UUID id) {
        return LotBody.of(lots.get(id));
    }
}
