package io.frostline.platform.outbox;

import io.frostline.platform.kafka.RecordEmitter;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Dead letters of a consumer: the table {@code dead_letter}, which is authoritative, and a copy of each in a topic. */
record DeadLetters(String consumer, EventTopic copies) {
    private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(30);
    private static final String OPEN = "consumer = ? and replayed_at is null";

    /** @return false if it is stored already */
    boolean keep(Connection connection, DeadLetter letter) throws SQLException {
        return Sql.update(
                        connection,
                        """
                        insert into dead_letter (id, consumer, topic, partition, position, key, payload, reason)
                        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                        letter.id(),
                        consumer,
                        letter.topic(),
                        letter.partition(),
                        letter.offset(),
                        letter.key(),
                        letter.payload(),
                        letter.reason())
                == 1;
    }

    /** Returns open letters, oldest first. */
    List<DeadLetter> open(Connection connection, int limit) throws SQLException {
        String select = "select * from dead_letter where " + OPEN + " order by died_at limit ?";
        return Sql.list(connection, select, DeadLetters::letter, consumer, limit);
    }

    long countOpen(Connection connection) throws SQLException {
        return Sql.first(connection, "select count(*) from dead_letter where " + OPEN, row -> row.getLong(1), consumer)
                .orElse(0L);
    }

    /** Locks a letter until the transaction ends. */
    Optional<DeadLetter> lock(Connection connection, UUID id) throws SQLException {
        String select = "select * from dead_letter where id = ? and consumer = ? for update";
        return Sql.first(connection, select, DeadLetters::letter, id, consumer);
    }

    void replayed(Connection connection, UUID id) throws SQLException {
        Sql.update(connection, "update dead_letter set replayed_at = now() where id = ?", id);
    }

    void replayed(Connection connection, String key) throws SQLException {
        Sql.update(connection, "update dead_letter set replayed_at = now() where key = ? and " + OPEN, key, consumer);
    }

    boolean discard(Connection connection, UUID id) throws SQLException {
        String update = "update dead_letter set replayed_at = now() where id = ? and " + OPEN;
        return Sql.update(connection, update, id, consumer) == 1;
    }

    void failedAgain(Connection connection, UUID id, String reason) throws SQLException {
        Sql.update(connection, "update dead_letter set reason = ? where id = ? and " + OPEN, reason, id, consumer);
    }

    /** Copies to the topic, at least once, all letters that are not marked as copied. */
    void copyAll(DataSource database) throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                copy(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | ExecutionException | TimeoutException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void copy(Connection connection)
            throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        String select =
                "select * from dead_letter where consumer = ? and copied_at is null limit 500 for update skip locked";
        List<DeadLetter> letters = Sql.list(connection, select, DeadLetters::letter, consumer);
        if (!letters.isEmpty()) {
            copies.sendInOrder(
                    letters.stream()
                            .map(each -> new RecordEmitter.Outgoing(each.key(), each.payload(), headers(each)))
                            .toList(),
                    ACKNOWLEDGE_TIMEOUT);
            Sql.update(connection, "update dead_letter set copied_at = now() where id::text = any(?)", (Object)
                    Sql.texts(letters, letter -> letter.id().toString()));
        }
    }

    private static Map<String, String> headers(DeadLetter letter) {
        Map<String, String> headers =
                new TreeMap<>(Map.of("id", letter.id().toString(), "reason", letter.reason(), "topic", letter.topic()));
        if (letter.partition() != null) {
            headers.put("partition", letter.partition().toString());
            headers.put("offset", String.valueOf(letter.offset()));
        }
        return headers;
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("consumer"),
                row.getString("topic"),
                row.getObject("partition", Integer.class),
                Sql.nullableLong(row, "position"),
                row.getString("key"),
                row.getBytes("payload"),
                row.getString("reason"),
                Sql.nullableInstant(row, "died_at"),
                Sql.nullableInstant(row, "replayed_at"));
    }
}
