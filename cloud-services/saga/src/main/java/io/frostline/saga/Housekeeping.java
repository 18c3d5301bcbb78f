package io.frostline.saga;

import io.frostline.sql.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Forgets what has ended and nobody asks for any more. A service has one subclass, which names its database and what is
 * forgotten in it. Deletes in small lots, so that nobody waits.
 */
public abstract class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int AT_ONCE = 5_000;

    /**
     * @param sql deletes at most so many (the second parameter) of what ended so many milliseconds ago (the first)
     * @param kept how long it is remembered
     */
    public record Ended(String sql, Duration kept) {}

    private final DataSource database;
    private final List<Ended> forgotten;
    private final Duration every;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());

    protected Housekeeping(DataSource database, SagaConfig config, Ended... forgotten) {
        this.database = database;
        this.forgotten = List.of(forgotten);
        this.every = config.housekeeping();
    }

    void start(@Observes StartupEvent event) {
        var unused =
                keeper.scheduleWithFixedDelay(this::tidy, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tidy() {
        try (Connection connection = database.getConnection()) {
            for (Ended ended : forgotten) {
                forget(connection, ended);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("nothing is forgotten for now: %s", e.getMessage());
        }
    }

    /** A service's parts in actions. */
    protected static Ended parts(SagaConfig config) {
        return new Ended("""
                delete from saga_step where lra in (
                    select lra from saga_step where step <> 'TRIED' and ended_at < now() - ? * interval '1 ms' limit ?)""", config.kept());
    }

    /** The keys of requests that were answered. */
    protected static Ended keys(SagaConfig config) {
        return new Ended("""
                delete from idempotency_key where key in (
                    select key from idempotency_key where created_at < now() - ? * interval '1 ms' limit ?)""", config.kept());
    }

    private static void forget(Connection connection, Ended ended) throws SQLException {
        while (Sql.update(connection, ended.sql(), ended.kept().toMillis(), AT_ONCE) == AT_ONCE) {
            LOG.debug("there is more");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        keeper.shutdownNow();
    }
}
