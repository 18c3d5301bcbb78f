package io.frostline.platform.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.kafka.RecordEmitter;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Publisher of one schema's outbox, in order for each aggregate, at least once. Several may run concurrently: a relay that sends
 * some partitions of the aggregates locks their rows until Kafka has acknowledged and the events are deleted. A killed relay
 * releases its locks with its connection, and what it had sent is sent again under the same ids.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH_SIZE = 500;
    private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(30);

    /** Wait for a notification, in ms; shutdown waits no longer than this for an idle relay. */
    private static final int LISTEN_MILLIS = 100;

    private final DataSource database;
    private final EventTopic topic;
    private final ObjectMapper json;
    private final Duration poll;
    private final BackgroundLoop loop;
    private @Nullable Connection listening;

    private record Row(long number, Event event) {}

    OutboxRelay(DataSource database, EventTopic topic, ObjectMapper json, OutboxConfig config) {
        this.database = database;
        this.topic = topic;
        this.json = json;
        this.poll = config.poll();
        // commits during the pause are sent as one batch
        this.loop = new BackgroundLoop("outbox-" + topic.name(), Outbox.POLL_INTERVAL, this::relaySome);
    }

    void start() {
        loop.start();
    }

    /** Sends pending events; if there are none, waits for a notification of a commit, or for the next poll. */
    private boolean relaySome() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try {
            PGConnection told = listen().unwrap(PGConnection.class);
            int sent = relayOne();
            if (sent == 0) {
                awaitCommit(told);
            }
            return sent == 0 || sent == BATCH_SIZE;
        } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            stopListening();
            throw e;
        }
    }

    /** Waits until a commit is notified, one poll interval at most. */
    private void awaitCommit(PGConnection told) throws SQLException {
        long until = System.nanoTime() + poll.toNanos();
        PGNotification @Nullable [] heard = null;
        while ((heard == null || heard.length == 0) && !loop.isClosing() && System.nanoTime() < until) {
            heard = told.getNotifications(LISTEN_MILLIS);
        }
    }

    private Connection listen() throws SQLException {
        Connection known = listening;
        if (known != null) {
            return known;
        }
        Connection fresh = database.getConnection();
        listening = fresh;
        Sql.update(fresh, "listen \"" + OutboxBell.channel(fresh) + "\"");
        return fresh;
    }

    private void stopListening() {
        Connection known = listening;
        listening = null;
        if (known == null) {
            return;
        }
        try (known) {
            Sql.update(known, "unlisten *");
        } catch (SQLException e) {
            LOG.debugf("%s: the connection that listened is gone: %s", topic.name(), e.getMessage());
        }
    }

    /** @return number of events sent, none of which another relay is sending */
    private int relayOne() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int[] partitions = lock(connection);
                int sent = partitions.length > 0 ? relay(connection, partitions) : 0;
                connection.commit();
                return sent;
            } catch (SQLException | RuntimeException | ExecutionException | TimeoutException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static int[] lock(Connection connection) throws SQLException {
        return Sql.list(connection, """
                select number from outbox_partition p
                 where exists (select 1 from outbox where partition = p.number)
                   for update of p skip locked""", row -> row.getInt(1)).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int relay(Connection connection, int[] partitions)
            throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        String select = "select * from outbox where partition = any(?) order by number limit ?";
        List<Row> rows = Sql.list(connection, select, this::row, partitions, BATCH_SIZE);
        topic.sendInOrder(
                rows.stream()
                        .map(row -> new RecordEmitter.Outgoing(
                                row.event.aggregate(),
                                Json.write(json, row.event).getBytes(UTF_8),
                                Map.of()))
                        .toList(),
                ACKNOWLEDGE_TIMEOUT);
        Sql.update(connection, "delete from outbox where number = any(?)", Sql.longs(rows, Row::number));
        return rows.size();
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("number"),
                new Event(
                        row.getString("id"),
                        row.getString("type"),
                        Sql.instant(row, "occurred_at"),
                        row.getString("aggregate"),
                        Json.read(json, row.getString("payload"), JsonNode.class, "PostgreSQL keeps no broken JSON")));
    }

    @Override
    public void close() {
        loop.close(); // events not acknowledged yet stay in the outbox
        stopListening();
    }
}
