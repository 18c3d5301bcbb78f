package io.frostline.system;

import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL lock held by a test: a process that waits for it can be killed there. */
final class HeldLock implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud;
    private final Connection holder;

    /**
     * Takes the lock.
     *
     * @param statement statement that takes the lock in a transaction that is never committed
     */
    HeldLock(Deployment cloud, String statement) throws SQLException {
        this.cloud = cloud;
        this.holder = DriverManager.getConnection(cloud.jdbcUrl());
        holder.setAutoCommit(false);
        try (Statement taking = holder.createStatement()) {
            taking.execute(statement);
        }
    }

    /** Waits until a statement that contains {@code part} waits for a lock. */
    void awaitWaiting(String part) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> isWaiting(part));
    }

    private boolean isWaiting(String part) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%"
                                + part + "%')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Releases the lock; idempotent. */
    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
