package io.frostline.history.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/** PostgreSQL database of history. A transaction commits if its work returns, and leaves nothing if it throws. */
@ApplicationScoped
public class Database {
    private final AgroalDataSource pool;

    public Database(@DataSource("history") AgroalDataSource pool) {
        this.pool = pool;
    }

    @FunctionalInterface
    public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    /** Runs a transaction in which each statement sees what was committed before it. */
    public <T> T write(Work<T> work) throws SQLException {
        return run(Connection.TRANSACTION_READ_COMMITTED, false, work);
    }

    /** Runs a read-only transaction in which all statements see one snapshot. */
    public <T> T read(Work<T> work) throws SQLException {
        return run(Connection.TRANSACTION_REPEATABLE_READ, true, work);
    }

    /** Runs work outside a transaction: each statement commits by itself. */
    public <T> T each(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.in(connection);
        }
    }

    private <T> T run(int isolation, boolean readOnly, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setTransactionIsolation(isolation);
            connection.setReadOnly(readOnly);
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            } finally {
                reset(connection);
            }
        }
    }

    private static void reset(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
