package io.frostline.notification;

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

@Path("/api/v1/mails")
public class MailsResource {
    private static final Set<String> STATES = Set.of("pending", "sending", "sent", "failed");
    private static final int MAX_ROWS = 1000;
    private static final String SELECT =
            "select m.*, coalesce(c.email, m.address) as email from mail m left join customer c on c.id = customer_id";

    private final javax.sql.DataSource database;
    private final Mails mails;

    MailsResource(@DataSource("notification") javax.sql.DataSource database, Mails mails) {
        this.database = database;
        this.mails = mails;
    }

    /**
     * @param id also its idempotency key at the provider
     * @param to nothing while the customer is not known yet; then the mail waits
     * @param about the customer, the order, or the notice of alarms
     * @param state {@code pending}, {@code sending}, {@code sent} or {@code failed}
     * @param reason why the last attempt failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listed(
            UUID id,
            String kind,
            @Nullable String to,
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
                    SELECT + " where (?::text is null or state = ?) and (?::uuid is null or about = ?)"
                            + " order by made_at desc, m.id limit ?",
                    MailsResource::listed,
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
            return Sql.first(c, SELECT + " where m.id = ?", MailsResource::listed, id)
                    .orElseThrow(() -> Refused.notFound("mail", "there is no mail " + id));
        }
    }

    /** Makes a mail that has failed due again, under its key. 409 where it has not failed. */
    @POST
    @Path("{id}/retry")
    public Listed retry(@PathParam("id") UUID id) throws SQLException {
        boolean again = mails.retry(id);
        Listed mail = one(id);
        if (!again) {
            throw Refused.conflict("mail-not-failed", "Not failed", "mail " + id + " is " + mail.state);
        }
        return mail;
    }

    private static Listed listed(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return new Listed(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("email"),
                row.getObject("about", UUID.class),
                state,
                row.getInt("attempts"),
                row.getString("reason"),
                state.equals("pending") ? Sql.instant(row, "due_at") : null,
                Sql.instant(row, "made_at"),
                Sql.nullableInstant(row, "sent_at"));
    }
}
