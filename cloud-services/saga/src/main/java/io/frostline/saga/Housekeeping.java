package io.frostline.saga;

import io.frostline.sql.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Forgets a service's parts in actions that ended, and the keys of requests that were answered, after {@code
 * frostline.saga.kept}. A service has one subclass, which names the database. Deletes in small lots, so that nobody waits.
 */
public abstract class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int AT_ONCE = 5_000;

    private final DataSource database;
    private final Duration kept;
    private final Duration every;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());

    protected Housekeeping(DataSource database, SagaConfig config) {
        this.database = database;
        this.kept = config.kept();
        this.every = config.housekeeping();
    }

    void start(@Observes StartupEvent event) {
        var unused =
                keeper.scheduleWithFixedDelay(this::tidy, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tidy() {
        try (Connection connection = database.getConnection()) {
            forget(connection, """
                    delete from saga_step where lra in (
                        select lra from saga_step where step <> 'TRIED' and ended_at < now() - ? * interval '1 ms' limit ?)""");
            forget(connection, """
                    delete from idempotency_key where key in (
                        select key from idempotency_key where created_at < now() - ? * interval '1 ms' limit ?)""");
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("nothing is forgotten for now: %s", e.getMessage());
        }
    }

    private void forget(Connection connection, String sql) throws SQLException {
        while (Sql.update(connection, sql, kept.toMillis(), AT_ONCE) == AT_ONCE) {
            LOG.debug("there is more");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        keeper.shutdownNow();
    }
}
