package io.frostline.notification.webhook;

import io.frostline.platform.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The statements on {@code webhook} that are for many rows, in the caller's transaction. */
final class WebhookTable {
    private WebhookTable() {}

    /** But those that are known already. */
    static void add(Connection connection, List<WebhookNews.Task.Due> due) throws SQLException {
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
        Sql.update(
                connection,
                """
                insert into webhook (id, about, url, body)
                select unnest(?)::uuid, unnest(?)::uuid, unnest(?), unnest(?) on conflict do nothing""",
                ids.toArray(String[]::new),
                notices.toArray(String[]::new),
                urls.toArray(String[]::new),
                bodies.toArray(String[]::new));
    }

    /** The idempotency key of the one call of a URL with a notice. */
    static UUID key(UUID notice, String url) {
        return UUID.nameUUIDFromBytes(("webhook/" + notice + "/" + url).getBytes(StandardCharsets.UTF_8));
    }

    /** @return how many had failed, and are due again as if new */
    static int again(Connection connection, Collection<UUID> ids) throws SQLException {
        return Sql.update(
                connection, """
                update webhook set state = 'pending', attempts = 0, due_at = now()
                 where id = any(?::uuid[]) and state = 'failed'""", (Object) ids.stream().map(UUID::toString).toArray(String[]::new));
    }

    /**
     * Takes on calls that are due and that nobody else is taking, and those whose sender has not been heard of.
     *
     * @param lease for how long nobody else takes them
     */
    static List<Webhook> take(Connection connection, int most, Duration lease) throws SQLException {
        return Sql.list(connection, """
                with due as (
                    select id, state = 'sending' as repeated from webhook
                     where state in ('pending', 'sending') and due_at <= now()
                     order by due_at limit ? for update skip locked)
                update webhook w set state = 'sending', attempts = w.attempts + 1,
                       due_at = now() + ? * interval '1 millisecond'
                  from due where w.id = due.id
                returning w.id, w.url, w.body, w.attempts, due.repeated""", WebhookTable::webhook, most, lease.toMillis());
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getString("url"),
                row.getString("body"),
                row.getInt("attempts"),
                row.getBoolean("repeated"));
    }
}
