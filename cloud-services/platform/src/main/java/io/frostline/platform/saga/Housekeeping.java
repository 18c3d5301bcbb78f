package io.frostline.platform.saga;

import io.frostline.platform.sql.Sql;
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
 * Forgets what has ended and nobody asks for any more. A service has one subclass, which names its database and may forget
 * more than the keys of requests. In small lots, so that nobody waits.
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
        try {
            forgetKeys();
            forgetMore();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("nothing is forgotten for now: %s", e.getMessage());
        }
    }

    private void forgetKeys() throws SQLException {
        try (Connection connection = database.getConnection()) {
            while (Sql.update(connection, """
                    delete from idempotency_key where key in (
                        select key from idempotency_key where created_at < now() - ? * interval '1 ms' limit ?)""", kept.toMillis(), AT_ONCE) == AT_ONCE) {
                LOG.debug("there is more");
            }
        }
    }

    /** What else this service forgets. */
    protected void forgetMore() throws SQLException {}

    void stop(@Observes ShutdownEvent event) {
        keeper.shutdownNow();
    }
}
