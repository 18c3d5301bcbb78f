package io.frostline.platform.saga;

import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Background deletion of ended data that nobody asks for any more. A service has one subclass, which names its database and may
 * delete more than idempotency keys. Deletes in small batches so that requests do not wait.
 */
public abstract class Housekeeping {
    private static final int BATCH_SIZE = 5_000;

    private final DataSource database;
    private final Duration kept;
    private final BackgroundLoop loop;

    protected Housekeeping(DataSource database, SagaConfig config) {
        this.database = database;
        this.kept = config.kept();
        this.loop = new BackgroundLoop(getClass().getSimpleName(), config.housekeeping(), this::tidy);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    private boolean tidy() throws SQLException {
        boolean more = forgetKeys();
        forgetMore();
        return more;
    }

    private boolean forgetKeys() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Sql.update(connection, """
                    delete from idempotency_key where key in (
                        select key from idempotency_key where created_at < now() - ? * interval '1 ms' limit ?)""", kept.toMillis(), BATCH_SIZE) == BATCH_SIZE;
        }
    }

    /** Deletes further data of this service. */
    protected void forgetMore() throws SQLException {}

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
