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
 * Tells the relays of a schema, in this process and in others, that something was committed: by NOTIFY, once for all that
 * was committed meanwhile. Not in the transactions that commit: PostgreSQL lets those that notify commit one at a time. Who
 * is killed before it rings has its events found at the next poll.
 */
final class OutboxBell implements AutoCloseable {
    private final DataSource database;
    private final BlockingQueue<Boolean> rung = new ArrayBlockingQueue<>(1);
    private final BackgroundLoop loop;

    OutboxBell(String topic, DataSource database) {
        this.database = database;
        this.loop = new BackgroundLoop("outbox-bell-" + topic, Outbox.PACE, this::notifyOnce);
    }

    /** The channel on which a schema's relays listen. */
    static String channel(Connection connection) throws SQLException {
        return "outbox_" + connection.getSchema();
    }

    void start() {
        loop.start();
    }

    void ring() {
        boolean unused = rung.offer(true);
    }

    /** Where it fails, the relays find at their next poll what was committed. */
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
        loop.close(Duration.ZERO); // relays find by themselves what it would tell them of
    }
}
