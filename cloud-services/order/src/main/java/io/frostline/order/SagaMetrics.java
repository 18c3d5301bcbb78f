package io.frostline.order;

import io.frostline.sql.Sql;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * {@code frostline_sagas_running} and {@code frostline_sagas_oldest_seconds}, for how long the oldest of them has run; {@code
 * frostline_sagas_failed}, which wait for a retry. NaN where the database does not answer.
 */
@ApplicationScoped
class SagaMetrics {
    private final javax.sql.DataSource database;
    private final MeterRegistry metrics;

    SagaMetrics(@DataSource("order") javax.sql.DataSource database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        gauge("frostline.sagas.running", "select count(*) from saga where state = 'running'");
        gauge(
                "frostline.sagas.oldest.seconds",
                "select coalesce(extract(epoch from clock_timestamp() - min(started_at)), 0) from saga"
                        + " where state = 'running'");
        gauge("frostline.sagas.failed", "select count(*) from saga where state = 'failed'");
    }

    private void gauge(String name, String query) {
        Gauge.builder(name, () -> value(query)).register(metrics);
    }

    private double value(String query) {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, query, row -> row.getDouble(1)).orElse(Double.NaN);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
