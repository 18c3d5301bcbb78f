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
 * Fence that makes every order of try, complete and compensate safe. It stores one row per action in which a service takes part, in
 * the table {@code saga_step} of the connection's schema. All calls run in the caller's transaction. The first call locks the row
 * until that transaction ends, so that a concurrent try and compensate run one after the other.
 */
public final class Fence {
    /** State of a participant in an action. */
    public enum Step {
        TRIED,
        COMPLETED,
        COMPENSATED
    }

    /** Instruction to the caller. */
    public enum Then {
        /** First call: do the work. */
        DO_IT,
        /** Done before: repeat the answer. */
        DONE_BEFORE,
        /** Not possible any more: the opposite was done before, or completion came without a try. */
        TOO_LATE
    }

    /**
     * Service's part in an action.
     *
     * @param triedAt null if it was compensated before it was tried
     * @param endedAt null until it is completed or compensated
     */
    public record Part(
            Step step, @Nullable Instant triedAt, @Nullable Instant endedAt) {}

    private Fence() {}

    /** Records a try; called before the work. */
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

    /** Records a completion. A part that was never tried can't be completed. */
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

    /** Records a compensation. For a part that was never tried this alone is stored, and a later try is refused. */
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

    /** Deletes ended parts of actions; a part that has not ended stays. */
    static void forget(DataSource database, List<String> actions) {
        Sql.run(
                database,
                connection ->
                        Sql.update(connection, "delete from saga_step where lra = any(?) and step <> 'TRIED'", (Object)
                                actions.toArray(String[]::new)));
    }

    /** Returns the service's part in an action; empty if it has none, or has deleted it. */
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
