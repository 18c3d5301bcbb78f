package io.frostline.notification.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The calls and what has become of them. Each method is one transaction. */
@ApplicationScoped
class Webhooks {
    private final javax.sql.DataSource database;
    private final WebhooksConsumer consumer;
    private final ObjectMapper json;

    Webhooks(@DataSource("notification") javax.sql.DataSource database, WebhooksConsumer consumer, ObjectMapper json) {
        this.database = database;
        this.consumer = consumer;
        this.json = json;
    }

    @RequestTransaction
    List<Webhook> take(int most, Duration lease) throws SQLException {
        try (Connection c = database.getConnection()) {
            return WebhookTable.take(c, most, lease);
        }
    }

    /** What is known to have been accepted is so, also where somebody else has taken it on meanwhile. */
    @RequestTransaction
    void sent(Webhook webhook) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(
                    c,
                    "update webhook set state = 'sent', sent_at = now(), reason = null where id = ? and state <> 'sent'",
                    webhook.id());
        }
    }

    @RequestTransaction
    void later(Webhook webhook, Duration pause, String reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, """
                    update webhook set state = 'pending', due_at = now() + ? * interval '1 millisecond', reason = ?
                     where id = ? and state = 'sending' and attempts = ?""", pause.toMillis(), reason, webhook.id(), webhook.attempts());
        }
    }

    /** It is a dead letter from here on: replaying that makes the call due again. */
    @RequestTransaction
    void failed(Webhook webhook, String reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            int failed = Sql.update(
                    c,
                    "update webhook set state = 'failed', reason = ? where id = ? and state = 'sending' and attempts = ?",
                    reason,
                    webhook.id(),
                    webhook.attempts());
            if (failed == 1) {
                Event again = new Event(
                        UUID.randomUUID().toString(),
                        WebhookNews.FAILED,
                        Instant.now(),
                        webhook.id().toString(),
                        json.valueToTree(new WebhookNews.Task.Again(webhook.id())));
                consumer.giveUp(c, webhook.id().toString(), again, reason);
            }
        }
    }

    /** @return false where it had not failed */
    @RequestTransaction
    boolean retry(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            boolean again = WebhookTable.again(c, List.of(id)) == 1;
            if (again) {
                consumer.resolve(c, id.toString());
            }
            return again;
        }
    }

    /** @param oldestSeconds since when the oldest that waits could have been called */
    record Standing(long pending, double oldestSeconds, long failed) {}

    @RequestTransaction
    Standing standing() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, """
                            select count(*) filter (where state <> 'failed'),
                                   coalesce(extract(epoch from now() - min(made_at) filter (where state <> 'failed')), 0),
                                   count(*) filter (where state = 'failed')
                              from webhook where state in ('pending', 'sending', 'failed')""", row -> new Standing(row.getLong(1), row.getDouble(2), row.getLong(3)))
                    .orElseThrow();
        }
    }
}
