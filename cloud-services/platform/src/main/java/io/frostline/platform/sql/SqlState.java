package io.frostline.platform.sql;

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
