package io.frostline.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.notification.delivery.Deliveries;
import io.frostline.platform.web.Refused;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource of the state of each mail. */
@Path("/api/v1/mails")
public class MailsResource {
    private final Mails mails;

    MailsResource(Mails mails) {
        this.mails = mails;
    }

    /**
     * Mail as the API shows it.
     *
     * @param id also its idempotency key at the provider
     * @param to null while the customer is not known yet; until then the mail waits
     * @param about id of the customer, the order, or the notice of alarms
     * @param state {@code pending}, {@code sending}, {@code sent} or {@code failed}
     * @param reason why the last attempt failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MailBody(
            UUID id,
            String kind,
            @Nullable String to,
            UUID about,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable Instant nextAttemptAt,
            Instant madeAt,
            @Nullable Instant sentAt) {
        static MailBody of(Mails.Addressed addressed) {
            Mail mail = addressed.mail();
            return new MailBody(
                    mail.id,
                    mail.kind,
                    addressed.to(),
                    mail.about,
                    mail.state,
                    mail.attempts,
                    mail.reason,
                    mail.nextAttemptAt(),
                    mail.madeAt,
                    mail.sentAt);
        }
    }

    /** Returns mails, latest first. */
    @GET
    @Transactional
    public List<MailBody> all(
            @QueryParam("state") @Nullable @Pattern(regexp = Deliveries.STATES, message = Deliveries.STATES_MESSAGE)
                    String state,
            @QueryParam("about") @Nullable UUID about,
            @QueryParam("limit")
                    @DefaultValue("100")
                    @Min(value = 1, message = Deliveries.LIMIT_MESSAGE)
                    @Max(value = Deliveries.MAX_LISTED, message = Deliveries.LIMIT_MESSAGE)
                    int limit) {
        return mails.recent(state, about, limit).stream().map(MailBody::of).toList();
    }

    @GET
    @Path("{id}")
    @Transactional
    public MailBody one(@PathParam("id") UUID id) {
        return mails.one(id).map(MailBody::of).orElseThrow(() -> Refused.notFound("mail", "there is no mail " + id));
    }

    /** Makes a failed mail due again, under its key; 409 if it has not failed. */
    @POST
    @Path("{id}/retry")
    public MailBody retry(@PathParam("id") UUID id) {
        boolean again = mails.retry(id);
        MailBody mail = one(id);
        if (!again) {
            throw Refused.conflict("mail-not-failed", "Not failed", "mail " + id + " is " + mail.state);
        }
        return mail;
    }
}
