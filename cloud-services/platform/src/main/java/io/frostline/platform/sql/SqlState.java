package io.frostline.platform.sql;

import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verdicts on the database's SQLSTATE (ISO/IEC 9075-2, PostgreSQL appendix A): the one place that knows the codes. */
public final class SqlState {
    private SqlState() {}

    /**
     * Returns whether the data itself is refused, so that trying again can't help: class 22, a value that can't be stored, and
     * class 23, a constraint. All others pass: connections, locks, a schema that is still to come.
     */
    public static boolean isDataRefused(Throwable failure) {
        return of(failure)
                .filter(state -> state.startsWith("22") || state.startsWith("23"))
                .isPresent();
    }

    /**
     * Returns whether a value itself is refused - one that can't be stored, a check that it fails, a limit that it exceeds:
     * classes 22 and 54, and 23514. A row that is missing or there already is none of these.
     */
    public static boolean isValueRefused(Throwable failure) {
        return of(failure)
                .filter(state -> state.startsWith("22") || state.startsWith("54") || state.equals("23514"))
                .isPresent();
    }

    /**
     * Returns whether it lies with the database, and not with the data: it did not answer, or refused for another reason; or a
     * transaction could not be committed, which has no state. Trying again can help.
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

    /** Returns the state of the first {@link SQLException} among the causes; empty if the failure is no database's. */
    public static Optional<String> of(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return Optional.of(String.valueOf(sql.getSQLState()));
            }
        }
        return Optional.empty();
    }
}
