package io.frostline.payment;

import static io.frostline.commerce.Constraints.*;

import io.frostline.commerce.Money;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource that makes transfers between customers' accounts and returns them. */
@Path("/api/v1/transfers")
public class TransfersResource {
    private static final int DEFAULT_LIMIT = 100;

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final Transfers transfers;

    TransfersResource(@DataSource("payment") javax.sql.DataSource database, IdempotencyKeys keys, Transfers transfers) {
        this.database = database;
        this.keys = keys;
        this.transfers = transfers;
    }

    public record MoveBody(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String from,

            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String to,

            @NotNull(message = MISSING) Money amount,

            @Nullable @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String note) {}

    public record TransferBody(
            UUID id,
            String from,
            String to,
            Money amount,
            @Nullable String note,
            Instant at) {
        static TransferBody of(Transfer transfer) {
            return new TransferBody(
                    transfer.id,
                    transfer.from,
                    transfer.to,
                    Money.ofMinor(transfer.amount, transfer.currency),
                    transfer.note,
                    transfer.at);
        }
    }

    @POST
    @Transactional
    public Response transfer(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) @Valid MoveBody body) {
        Checks.positive("amount", body.amount.minor());
        if (body.from.equals(body.to)) {
            throw Refused.badRequest("to", "must be another account than the one that pays");
        }
        return keys.once(database, key, body, () -> {
            Transfer made = transfers.move(body.from, body.to, body.amount, body.note);
            return Response.created(URI.create("/api/v1/transfers/" + made.id))
                    .entity(TransferBody.of(made))
                    .build();
        });
    }

    @GET
    @Transactional
    public List<TransferBody> recent() {
        return transfers.recent(DEFAULT_LIMIT).stream().map(TransferBody::of).toList();
    }

    @GET
    @Path("{id}")
    @Transactional
    public TransferBody one(@PathParam("id") String id) {
        return transfers
                .findByIdOptional(parse(id))
                .map(TransferBody::of)
                .orElseThrow(() -> Refused.notFound("transfer", "there is no transfer " + id));
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Refused.badRequest("id", "must be a UUID");
        }
    }
}
