package io.frostline.platform.outbox;

import io.frostline.platform.sql.SqlState;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Transactions of threads that serve no request, and whose fault it is when one fails. */
final class Transactions {
    private Transactions() {}

    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    static <T> T run(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Returns whether trying again can't help: of the database's refusals that is so for those of the data itself. */
    static boolean liesWithTheEvent(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return SqlState.isDataRefused(sql);
            }
            if (at instanceof IOException || at instanceof ExecutionException || at instanceof TimeoutException) {
                return false;
            }
        }
        return true;
    }
}
