package io.frostline.coldroom.alarm;

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
 * {@code frostline_alarms_open}, that nobody has acknowledged; {@code frostline_alarms_overdue_seconds}, for how long the
 * oldest has been due to be told. NaN where the database does not answer.
 */
@ApplicationScoped
class AlarmMetrics {
    private final javax.sql.DataSource database;
    private final MeterRegistry metrics;

    AlarmMetrics(@DataSource("coldroom") javax.sql.DataSource database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        gauge("frostline.alarms.open", "select count(*) from alarm where state = 'open'");
        gauge(
                "frostline.alarms.overdue.seconds",
                "select coalesce(extract(epoch from now() - min(due_at)), 0) from alarm where due_at <= now()");
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
