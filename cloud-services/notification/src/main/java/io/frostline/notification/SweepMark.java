package io.frostline.notification;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far was swept, and whose turn it is: of several instances one sweeps. */
@ApplicationScoped
class SweepMark {
    private final javax.sql.DataSource database;

    SweepMark(@DataSource("notification") javax.sql.DataSource database) {
        this.database = database;
    }

    /** @param sweptTo nothing before the first sweep */
    record Taken(Optional<Instant> sweptTo) {}

    /** @return nothing where another has swept less than that ago, or is about to */
    @RequestTransaction
    Optional<Taken> take(Duration every) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(
                    c,
                    """
                    update sweep set due_at = now() + ? * interval '1 millisecond' where due_at <= now()
                    returning swept_to""",
                    row -> new Taken(Optional.ofNullable(Sql.nullableInstant(row, "swept_to"))),
                    every.toMillis());
        }
    }

    @RequestTransaction
    void sweptTo(Instant to) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, "update sweep set swept_to = greatest(swept_to, ?)", to);
        }
    }
}
