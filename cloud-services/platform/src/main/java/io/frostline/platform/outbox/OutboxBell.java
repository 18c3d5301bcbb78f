package io.frostline.platform.outbox;

import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Notifier that tells the relays of a schema, in this process and others, about commits: one NOTIFY for all commits since the last.
 * It does not run in the committing transactions: PostgreSQL commits those that notify one at a time. If the process is killed
 * before the NOTIFY, relays find the events at the next poll.
 */
final class OutboxBell implements AutoCloseable {
    private final DataSource database;
    private final BlockingQueue<Boolean> rung = new ArrayBlockingQueue<>(1);
    private final BackgroundLoop loop;

    OutboxBell(String topic, DataSource database) {
        this.database = database;
        this.loop = new BackgroundLoop("outbox-bell-" + topic, Outbox.POLL_INTERVAL, this::notifyOnce);
    }

    /** Returns the channel on which a schema's relays listen. */
    static String channel(Connection connection) throws SQLException {
        return "outbox_" + connection.getSchema();
    }

    void start() {
        loop.start();
    }

    void ring() {
        boolean unused = rung.offer(true);
    }

    /** Sends a NOTIFY. If that fails, the relays find the commits at their next poll. */
    private boolean notifyOnce() throws InterruptedException, SQLException {
        if (rung.poll(1, TimeUnit.SECONDS) == null) {
            return true;
        }
        try (Connection connection = database.getConnection()) {
            Sql.list(connection, "select pg_notify(?, '')", row -> "", channel(connection));
        }
        return false;
    }

    @Override
    public void close() {
        loop.close(Duration.ZERO); // relays find pending events at their next poll
    }
}
