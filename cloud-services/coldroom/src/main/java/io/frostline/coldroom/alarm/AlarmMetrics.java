package io.frostline.coldroom.alarm;

import io.frostline.platform.sql.QueryGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Gauges {@code frostline_alarms_open}, the alarms that nobody has acknowledged, and {@code frostline_alarms_overdue_seconds}, the
 * time for which the oldest due notice has waited. NaN where the database does not answer.
 */
@ApplicationScoped
class AlarmMetrics {
    private final QueryGauges gauges;

    AlarmMetrics(@DataSource("coldroom") javax.sql.DataSource database, MeterRegistry metrics) {
        this.gauges = new QueryGauges(database, metrics);
    }

    void start(@Observes StartupEvent event) {
        gauges.gauge("frostline.alarms.open", "select count(*) from alarm where state = 'open'");
        gauges.gauge(
                "frostline.alarms.overdue.seconds",
                "select coalesce(extract(epoch from now() - min(due_at)), 0) from alarm where due_at <= now()");
    }
}
