package io.frostline.notification.webhook;

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

/** REST resource of the state of each call of a webhook. */
@Path("/api/v1/webhooks")
public class WebhooksResource {
    private final Webhooks webhooks;

    WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * Call as the API shows it.
     *
     * @param id also its idempotency key
     * @param about id of the notice of alarms
     * @param state {@code pending}, {@code sending}, {@code sent} or {@code failed}
     * @param reason why the last attempt failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WebhookBody(
            UUID id,
            String url,
            UUID about,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable Instant nextAttemptAt,
            Instant madeAt,
            @Nullable Instant sentAt) {
        static WebhookBody of(Webhook webhook) {
            return new WebhookBody(
                    webhook.id,
                    webhook.url,
                    webhook.about,
                    webhook.state,
                    webhook.attempts,
                    webhook.reason,
                    webhook.nextAttemptAt(),
                    webhook.madeAt,
                    webhook.sentAt);
        }
    }

    /** Returns calls, latest first. */
    @GET
    @Transactional
    public List<WebhookBody> all(
            @QueryParam("state") @Nullable @Pattern(regexp = Deliveries.STATES, message = Deliveries.STATES_MESSAGE)
                    String state,
            @QueryParam("about") @Nullable UUID about,
            @QueryParam("limit")
                    @DefaultValue("100")
                    @Min(value = 1, message = Deliveries.LIMIT_MESSAGE)
                    @Max(value = Deliveries.MAX_LISTED, message = Deliveries.LIMIT_MESSAGE)
                    int limit) {
        return webhooks.recent(state, about, limit).stream()
                .map(WebhookBody::of)
                .toList();
    }

    @GET
    @Path("{id}")
    @Transactional
    public WebhookBody one(@PathParam("id") UUID id) {
        return webhooks.findByIdOptional(id)
                .map(WebhookBody::of)
                .orElseThrow(() -> Refused.notFound("webhook", "there is no call " + id));
    }

    /** Makes a failed call due again, under its key; 409 if it has not failed. */
    @POST
    @Path("{id}/retry")
    public WebhookBody retry(@PathParam("id") UUID id) {
        boolean again = webhooks.retry(id);
        WebhookBody webhook = one(id);
        if (!again) {
            throw Refused.conflict("webhook-not-failed", "Not failed", "call " + id + " is " + webhook.state);
        }
        return webhook;
    }
}
