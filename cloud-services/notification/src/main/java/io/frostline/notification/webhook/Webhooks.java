package io.frostline.notification.webhook;

import static io.frostline.platform.sql.Sql.texts;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.frostline.notification.delivery.Deliveries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
@Transactional
class Webhooks extends Deliveries<Webhook, WebhookAttempt> {
    private final WebhooksConsumer consumer;

    Webhooks(WebhooksConsumer consumer) {
        this.consumer = consumer;
    }

    private record Call(UUID notice, String url, String body) {}

    /** Makes calls due, except those that exist already. */
    void add(List<WebhookEventHandler.Task.Due> due) {
        List<Call> calls = due.stream()
                .flatMap(each -> each.urls().stream().map(url -> new Call(each.notice(), url, each.body())))
                .toList();
        getSession()
                .createNativeMutationQuery("""
                        insert into webhook (id, about, url, body)
                        select cast(u.id as uuid), cast(u.about as uuid), u.url, u.body
                          from unnest(:ids, :abouts, :urls, :bodies) as u (id, about, url, body)
                        on conflict do nothing""")
                .setParameter(
                        "ids", texts(calls, call -> key(call.notice, call.url).toString()))
                .setParameter("abouts", texts(calls, call -> call.notice.toString()))
                .setParameter("urls", texts(calls, Call::url))
                .setParameter("bodies", texts(calls, Call::body))
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
        WebhookEventHandler.Task again = new WebhookEventHandler.Task.Again(webhook.id());
        consumer.giveUp(webhook.id().toString(), WebhookEventHandler.FAILED, webhook.id(), again, reason);
    }

    @Override
    protected void resolve(String key) {
        consumer.resolve(key);
    }
}
