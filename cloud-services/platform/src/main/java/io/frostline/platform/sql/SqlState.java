package io.frostline.platform.sql;

import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Classification of the database's SQLSTATE (ISO/IEC 9075-2, PostgreSQL appendix A); no other class knows the codes. */
public final class SqlState {
    private SqlState() {}

    /**
     * Returns whether the database refuses the data itself, so that a retry can't help: class 22, a value that can't be stored, or
     * class 23, a constraint. All other failures are temporary: connections, locks, a schema that is not migrated yet.
     */
    public static boolean isDataRefused(Throwable failure) {
        return of(failure).orElse("").matches("2[23].*");
    }

    /**
     * Returns whether the database refuses a value itself: one that can't be stored, fails a check or exceeds a limit (classes 22
     * and 54, and 23514). A missing or duplicate row is not such a refusal.
     */
    public static boolean isValueRefused(Throwable failure) {
        return of(failure).orElse("").matches("22.*|54.*|23514");
    }

    /**
     * Returns whether the cause is the database and not the data, so that a retry can help. The database did not answer or refused
     * for another reason, or a transaction could not be committed, which has no SQLSTATE.
     */
    public static boolean isOfDatabase(Throwable failure) {
        if (of(failure).isPresent()) {
            return !isDataRefused(failure);
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RollbackException
                    || at instanceof HeuristicMixedException
                    || at instanceof HeuristicRollbackException
                    || at instanceof SystemException
                    || at instanceof QuarkusTransactionException) {
                return true;
            }
        }
        return false;
    }

    /** Returns the state of the first {@link SQLException} among the causes; empty if there is none. */
    public static Optional<String> of(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return Optional.of(String.valueOf(sql.getSQLState()));
            }
        }
        return Optional.empty();
    }
}
