package io.frostline.notification.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of each call of a webhook. */
@Path("/api/v1/webhooks")
public class WebhooksResource {
    private static final Set<String> STATES = Set.of("pending", "sending", "sent", "failed");
    private static final int MAX_ROWS = 1000;

    private final javax.sql.DataSource database;
    private final Webhooks webhooks;

    WebhooksResource(@DataSource("notification") javax.sql.DataSource database, Webhooks webhooks) {
        this.database = database;
        this.webhooks = webhooks;
    }

    /**
     * @param id also its idempotency key
     * @param about the notice of alarms
     * @param state {@code pending}, {@code sending}, {@code sent} or {@code failed}
     * @param reason why the last attempt failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listed(
            UUID id,
            String url,
            UUID about,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable Instant nextAttemptAt,
            Instant madeAt,
            @Nullable Instant sentAt) {}

    /** The latest first. */
    @GET
    @RequestTransaction
    public List<Listed> all(
            @QueryParam("state") @Nullable String state,
            @QueryParam("about") @Nullable UUID about,
            @QueryParam("limit") @DefaultValue("100") int limit)
            throws SQLException {
        if (state != null) {
            Checks.oneOf("state", state, STATES);
        }
        if (limit < 1 || limit > MAX_ROWS) {
            throw Refused.badRequest("limit", "must be from 1 to " + MAX_ROWS);
        }
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select * from webhook where (?::text is null or state = ?) and (?::uuid is null or about = ?)"
                            + " order by made_at desc, id limit ?",
                    WebhooksResource::listed,
                    state,
                    state,
                    about,
                    about,
                    limit);
        }
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public Listed one(@PathParam("id") UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, "select * from webhook where id = ?", WebhooksResource::listed, id)
                    .orElseThrow(() -> Refused.notFound("webhook", "there is no call " + id));
        }
    }

    /** Makes a call that has failed due again, under its key. 409 where it has not failed. */
    @POST
    @Path("{id}/retry")
    public Listed retry(@PathParam("id") UUID id) throws SQLException {
        boolean again = webhooks.retry(id);
        Listed webhook = one(id);
        if (!again) {
            throw Refused.conflict("webhook-not-failed", "Not failed", "call " + id + " is " + webhook.state);
        }
        return webhook;
    }

    private static Listed listed(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return new Listed(
                row.getObject("id", UUID.class),
                row.getString("url"),
                row.getObject("about", UUID.class),
                state,
                row.getInt("attempts"),
                row.getString("reason"),
                state.equals("pending") ? Sql.instant(row, "due_at") : null,
                Sql.instant(row, "made_at"),
                Sql.nullableInstant(row, "sent_at"));
    }
}
