package io.frostline.platform.outbox;

import io.frostline.platform.sql.Sql;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Record of the events that have had their effect on a consumer: the table {@code inbox}. The row and the effect are committed
 * together, so a duplicate event finds its row and has no second effect.
 *
 * @param consumer that applies the events; an event may have an effect on each consumer
 */
record Inbox(String consumer) {
    /**
     * Result of admitting events.
     *
     * @param fresh ids of events that come for the first time
     * @param before digests of the other events at their first arrival, where known
     */
    record Admitted(Set<String> fresh, Map<String, ByteBuffer> before) {}

    /**
     * Stores the ids of events in the caller's transaction. Waits while another transaction admits the same events.
     *
     * @param digests of each event's content, by event id
     */
    Admitted admit(Connection connection, Map<String, ByteBuffer> digests) throws SQLException {
        String[] ids = digests.keySet().toArray(String[]::new);
        byte[][] saying = digests.values().stream().map(ByteBuffer::array).toArray(byte[][]::new);
        Set<String> fresh = new HashSet<>(Sql.list(connection, """
                insert into inbox (consumer, event_id, digest) select ?, * from unnest(?, ?) on conflict do nothing
                returning event_id""", row -> row.getString(1), consumer, ids, saying));
        Map<String, ByteBuffer> before = new HashMap<>();
        if (fresh.size() < ids.length) {
            String[] known = Arrays.stream(ids).filter(i -> !fresh.contains(i)).toArray(String[]::new);
            Sql.forEach(
                    connection,
                    "select event_id, digest from inbox where consumer = ? and event_id = any(?) and digest is not null",
                    row -> before.put(row.getString(1), ByteBuffer.wrap(row.getBytes(2))),
                    consumer,
                    known);
        }
        return new Admitted(fresh, before);
    }

    int forget(Connection connection, Duration older) throws SQLException {
        String delete = "delete from inbox where consumer = ? and received_at < now() - ? * interval '1 second'";
        return Sql.update(connection, delete, consumer, older.toSeconds());
    }
}
