package io.frostline.platform.outbox;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.sql.SqlState;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Transactions of threads that serve no request, and whose fault it is when one fails. */
final class Transactions {
    /** Far beyond the largest batch: a batch that ran into it would do so again. */
    private static final int TIMEOUT_SECONDS = 600;

    private Transactions() {}

    /**
     * Runs work in a transaction of its own, which others may join: what a handler does by Hibernate is of the same.
     *
     * @throws io.frostline.platform.sql.UncheckedSQLException where a statement fails
     * @throws io.quarkus.narayana.jta.QuarkusTransactionException where it can't be committed
     */
    static <T> T run(DataSource database, Sql.Work<T> work) {
        return QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(() -> Sql.in(database, work));
    }

    /** Returns whether trying again can't help: of the database's refusals that is so for those of the data itself. */
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
