package io.frostline.platform.saga;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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

    /**
     * A service's part in an action.
     *
     * @param triedAt null where it was compensated before it was tried
     * @param endedAt null until it was completed or compensated
     */
    public record Part(
            Step step, @Nullable Instant triedAt, @Nullable Instant endedAt) {}

    private Fence() {}

    /** Before the work is tried. */
    public static Then tried(DataSource database, Lra lra) {
        return Sql.in(database, connection -> tried(connection, lra));
    }

    private static Then tried(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "insert into saga_step (lra, step, tried_at) values (?, 'TRIED', now()) on conflict do nothing",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).orElseThrow() == Step.TRIED ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    /** What was never tried can't be completed. */
    public static Then completed(DataSource database, Lra lra) {
        return Sql.in(database, connection -> completed(connection, lra));
    }

    private static Then completed(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "update saga_step set step = 'COMPLETED', ended_at = now() where lra = ? and step = 'TRIED'",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).equals(Optional.of(Step.COMPLETED)) ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    /** What was never tried is compensated by remembering it: a try that comes later is refused. */
    public static Then compensated(DataSource database, Lra lra) {
        return Sql.in(database, connection -> compensated(connection, lra));
    }

    private static Then compensated(Connection connection, Lra lra) throws SQLException {
        if (Sql.update(
                        connection,
                        "insert into saga_step (lra, step, ended_at) values (?, 'COMPENSATED', now()) on conflict do nothing",
                        lra.toString())
                == 1) {
            return Then.DONE_BEFORE;
        }
        if (Sql.update(
                        connection,
                        "update saga_step set step = 'COMPENSATED', ended_at = now() where lra = ? and step = 'TRIED'",
                        lra.toString())
                == 1) {
            return Then.DO_IT;
        }
        return step(connection, lra).equals(Optional.of(Step.COMPENSATED)) ? Then.DONE_BEFORE : Then.TOO_LATE;
    }

    private static Optional<Step> step(Connection connection, Lra lra) throws SQLException {
        return part(connection, lra).map(Part::step);
    }

    /** Of what has ended. A part that has not stays. */
    static void forget(DataSource database, List<String> actions) {
        Sql.run(
                database,
                connection ->
                        Sql.update(connection, "delete from saga_step where lra = any(?) and step <> 'TRIED'", (Object)
                                actions.toArray(String[]::new)));
    }

    /** Where the service stands in an action; nothing where it has no part in it, or has forgotten it. */
    public static Optional<Part> part(DataSource database, Lra lra) {
        return Sql.in(database, connection -> part(connection, lra));
    }

    private static Optional<Part> part(Connection connection, Lra lra) throws SQLException {
        return Sql.first(
                connection,
                "select step, tried_at, ended_at from saga_step where lra = ?",
                row -> new Part(
                        Step.valueOf(row.getString("step")),
                        Sql.nullableInstant(row, "tried_at"),
                        Sql.nullableInstant(row, "ended_at")),
                lra.toString());
    }
}
