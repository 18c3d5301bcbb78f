package io.frostline.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.notification.delivery.Deliveries;
import io.frostline.platform.outbox.Event;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repository of calls and their states. */
@ApplicationScoped
@Transactional
class Webhooks extends Deliveries<Webhook, WebhookAttempt> {
    private final WebhooksConsumer consumer;
    private final ObjectMapper json;

    Webhooks(WebhooksConsumer consumer, ObjectMapper json) {
        this.consumer = consumer;
        this.json = json;
    }

    /** Makes calls due, except those that exist already. */
    void add(List<WebhookNews.Task.Due> due) {
        List<String> ids = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        List<String> urls = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        for (WebhookNews.Task.Due each : due) {
            for (String url : each.urls()) {
                ids.add(key(each.notice(), url).toString());
                notices.add(each.notice().toString());
                urls.add(url);
                bodies.add(each.body());
            }
        }
        getSession()
                .createNativeMutationQuery("""
                        insert into webhook (id, about, url, body)
                        select cast(u.id as uuid), cast(u.about as uuid), u.url, u.body
                          from unnest(:ids, :abouts, :urls, :bodies) as u (id, about, url, body)
                        on conflict do nothing""")
                .setParameter("ids", ids.toArray(String[]::new))
                .setParameter("abouts", notices.toArray(String[]::new))
                .setParameter("urls", urls.toArray(String[]::new))
                .setParameter("bodies", bodies.toArray(String[]::new))
                .executeUpdate();
    }

    /** Returns the idempotency key of the one call of a URL with a notice. */
    static UUID key(UUID notice, String url) {
        return UUID.nameUUIDFromBytes(("webhook/" + notice + "/" + url).getBytes(UTF_8));
    }

    @Override
    protected String table() {
        return "webhook";
    }

    @Override
    public List<WebhookAttempt> take(int max, Duration lease) {
        return getSession()
                .createNativeQuery("""
                        with due as (
                            select id, state = 'sending' as repeated from webhook
                             where state in ('pending', 'sending') and due_at <= now()
                             order by due_at limit :max for update skip locked)
                        update webhook w set state = 'sending', attempts = w.attempts + 1,
                               due_at = now() + :lease * interval '1 millisecond'
                          from due where w.id = due.id
                        returning w.id, w.url, w.body, w.attempts, due.repeated""", WebhookAttempt.class)
                .setParameter("max", max)
                .setParameter("lease", lease.toMillis())
                .getResultList();
    }

    /** Returns calls latest first, filtered by state and subject where not null. */
    List<Webhook> recent(@Nullable String state, @Nullable UUID about, int limit) {
        return getSession()
                .createSelectionQuery("""
                        from Webhook where (:state is null or state = :state) and (:about is null or about = :about)
                         order by madeAt desc, id""", Webhook.class)
                .setParameter("state", state, String.class)
                .setParameter("about", about, UUID.class)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    protected void giveUp(WebhookAttempt webhook, String reason) {
        Event again = new Event(
                UUID.randomUUID().toString(),
                WebhookNews.FAILED,
                Instant.now(),
                webhook.id().toString(),
                json.valueToTree(new WebhookNews.Task.Again(webhook.id())));
        consumer.giveUp(webhook.id().toString(), again, reason);
    }

    @Override
    protected void resolve(String key) {
        consumer.resolve(key);
    }
}
