package io.frostline.platform.outbox;

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

    /**
     * Whether trying again can't help. Of the database's refusals only those of the data itself: SQLSTATE class 22, a value
     * that can't be stored, and 23, a constraint. All others pass: connections, locks, a schema that is still to come.
     */
    static boolean liesWithTheEvent(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                return state.startsWith("22") || state.startsWith("23");
            }
            if (at instanceof IOException || at instanceof ExecutionException || at instanceof TimeoutException) {
                return false;
            }
        }
        return true;
    }
}
