package io.frostline.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventConsumer;
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

/** The mails and what has become of them. Each method is one transaction. */
@ApplicationScoped
class Mails {
    private final javax.sql.DataSource database;
    private final OrderEventsConsumer orders;
    private final AlarmMailsConsumer alarms;
    private final ObjectMapper json;

    Mails(
            @DataSource("notification") javax.sql.DataSource database,
            OrderEventsConsumer orders,
            AlarmMailsConsumer alarms,
            ObjectMapper json) {
        this.database = database;
        this.orders = orders;
        this.alarms = alarms;
        this.json = json;
    }

    /** @return how many had been missing */
    @RequestTransaction
    int add(List<? extends News> news) throws SQLException {
        try (Connection c = database.getConnection()) {
            return MailTable.add(c, json, news);
        }
    }

    @RequestTransaction
    List<Mail> take(int most, Duration lease) throws SQLException {
        try (Connection c = database.getConnection()) {
            return MailTable.take(c, most, lease);
        }
    }

    /** What is known to have been sent is so, also where somebody else has taken it on meanwhile. */
    @RequestTransaction
    void sent(Mail mail) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(
                    c,
                    "update mail set state = 'sent', sent_at = now(), reason = null where id = ? and state <> 'sent'",
                    mail.id());
        }
    }

    @RequestTransaction
    void later(Mail mail, Duration pause, String reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, """
                    update mail set state = 'pending', due_at = now() + ? * interval '1 millisecond', reason = ?
                     where id = ? and state = 'sending' and attempts = ?""", pause.toMillis(), reason, mail.id(), mail.attempts());
        }
    }

    /** It is a dead letter from here on: replaying that makes the mail due again. */
    @RequestTransaction
    void failed(Mail mail, String reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            int failed = Sql.update(
                    c,
                    "update mail set state = 'failed', reason = ? where id = ? and state = 'sending' and attempts = ?",
                    reason,
                    mail.id(),
                    mail.attempts());
            if (failed == 1) {
                Event again = new Event(
                        UUID.randomUUID().toString(),
                        OrderNews.MAIL_FAILED,
                        Instant.now(),
                        mail.about().toString(),
                        json.valueToTree(new News.Again(mail.id())));
                EventConsumer consumer = mail.kind() == Kind.ALARM ? alarms : orders;
                consumer.giveUp(c, mail.id().toString(), again, reason);
            }
        }
    }

    /** @return false where it had not failed */
    @RequestTransaction
    boolean retry(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            boolean again = MailTable.again(c, List.of(id)) == 1;
            if (again) {
                orders.resolve(c, id.toString());
                alarms.resolve(c, id.toString());
            }
            return again;
        }
    }

    /** @param oldestSeconds since when the oldest that waits could have been sent */
    record Standing(long pending, double oldestSeconds, long failed) {}

    @RequestTransaction
    Standing standing() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, """
                            select count(*) filter (where state <> 'failed'),
                                   coalesce(extract(epoch from now() - min(made_at) filter (where state <> 'failed')), 0),
                                   count(*) filter (where state = 'failed')
                              from mail where state in ('pending', 'sending', 'failed')""", row -> new Standing(row.getLong(1), row.getDouble(2), row.getLong(3)))
                    .orElseThrow();
        }
    }
}
