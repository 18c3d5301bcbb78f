package io.frostline.saga;

import io.frostline.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One row for each action in which a service takes part, in the table {@code saga_step} of the connection's schema: it
 * makes every order of try, complete and compensate safe. All calls run in the caller's transaction; the row is locked by
 * the first of them until that ends, so that of a try and a compensate at once one comes first.
 */
public final class Fence {
    /** Where a participant stands. */
    public enum Step {
        TRIED,
        COMPLETED,
        COMPENSATED
    }

    /** What a caller has to do now. */
    public enum Then {
        /** It is the first time: do it. */
        DO_IT,
        /** It was done before: say so again. */
        DONE_BEFORE,
        /** The opposite was done before: it can't be done any more. */
        TOO_LATE
    }

    private Fence() {}

    /** Before the work is tried. */
    public static Then tried(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "insert into saga_step (lra, step) values (?, 'TRIED') on conflict do nothing",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).orElseThrow() == Step.TRIED ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    /** What was never tried can't be completed. */
    public static Then completed(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "update saga_step set step = 'COMPLETED', at = now() where lra = ? and step = 'TRIED'",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).equals(Optional.of(Step.COMPLETED)) ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    /** What was never tried is compensated by remembering it: a try that comes later is refused. */
    public static Then compensated(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "insert into saga_step (lra, step) values (?, 'COMPENSATED') on conflict do nothing",
                        lra.toString())
                == 1) {
            return Then.DONE_BEFORE;
        }
        if (Sql.update(
                        connection,
                        "update saga_step set step = 'COMPENSATED', at = now() where lra = ? and step = 'TRIED'",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).equals(Optional.of(Step.COMPENSATED)) ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    public static Optional<Step> step(Connection connection, Lra lra) throws SQLException {
        return Sql.first(
                connection,
                "select step from saga_step where lra = ?",
                row -> Step.valueOf(row.getString(1)),
                lra.toString());
    }
}
