package io.frostline.platform.outbox;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Tells the relays of a schema, in this process and in others, that something was committed: by NOTIFY, once for all that
 * was committed meanwhile. Not in the transactions that commit: PostgreSQL lets those that notify commit one at a time. Who
 * is killed before it rings has its events found at the next poll.
 */
final class OutboxBell implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxBell.class);

    private final DataSource database;
    private final BlockingQueue<Boolean> rung = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    OutboxBell(String topic, DataSource database) {
        this.database = database;
        this.thread = Thread.ofPlatform().daemon().name("outbox-bell-" + topic).unstarted(this::run);
    }

    /** The channel on which a schema's relays listen. */
    static String channel(Connection connection) throws SQLException {
        return "outbox_" + connection.getSchema();
    }

    void start() {
        thread.start();
    }

    void ring() {
        boolean unused = rung.offer(true);
    }

    private void run() {
        while (true) {
            try {
                boolean unused = rung.take();
            } catch (InterruptedException e) {
                return;
            }
            try (Connection connection = database.getConnection()) {
                Sql.list(connection, "select pg_notify(?, '')", row -> "", channel(connection));
                Thread.sleep(Outbox.PACE);
            } catch (SQLException e) {
                LOG.debugf("the relays find it at their next poll: %s", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
    }
}
