package io.frostline.platform.outbox;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.sql.SqlState;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Transactions of threads that serve no request, and the classification of their failures. */
final class Transactions {
    /** Transaction timeout in seconds, far beyond the largest batch: a batch that reached it would reach it again. */
    private static final int TIMEOUT_SECONDS = 600;

    private Transactions() {}

    /**
     * Runs work in a new transaction that Hibernate in a handler joins.
     *
     * @throws io.frostline.platform.sql.UncheckedSQLException if a statement fails
     * @throws io.quarkus.narayana.jta.QuarkusTransactionException if it can't be committed
     */
    static <T> T run(DataSource database, Sql.Work<T> work) {
        return QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(() -> Sql.in(database, work));
    }

    /** Returns whether a retry can't help. For a refusal by the database this is so only if it refuses the data itself. */
    static boolean liesWithTheEvent(Throwable failure) {
        if (SqlState.isDataRefused(failure)) {
            return true;
        }
        if (SqlState.isOfDatabase(failure)) {
            return false;
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException || at instanceof ExecutionException || at instanceof TimeoutException) {
                return false;
            }
        }
        return true;
    }
}
