package io.frostline.outbox;

import io.frostline.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which events have had their effect on a consumer: the table {@code inbox}. The row and the effect are committed together,
 * so an event that is delivered again finds its row and has no second effect.
 *
 * @param consumer whose effects they are; the same event may have one for each
 */
record Inbox(String consumer) {
    /**
     * In the caller's transaction. Where another delivers the same events at this moment, waits until it has ended.
     *
     * @return those that come for the first time
     */
    Set<String> admit(Connection connection, Collection<String> ids) throws SQLException {
        return new HashSet<>(Sql.list(connection, """
                insert into inbox (consumer, event_id) select ?, unnest(?) on conflict do nothing
                returning event_id""", row -> row.getString(1), consumer, ids.toArray(String[]::new)));
    }

    int forget(Connection connection, Duration older) throws SQLException {
        return Sql.update(
                connection,
                "delete from inbox where consumer = ? and received_at < now() - ? * interval '1 second'",
                consumer,
                older.toSeconds());
    }
}
