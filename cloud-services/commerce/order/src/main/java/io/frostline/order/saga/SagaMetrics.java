package io.frostline.order.saga;

import io.frostline.platform.sql.QueryGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Gauges {@code frostline_sagas_running}, {@code frostline_sagas_oldest_seconds} (age of the oldest running saga) and {@code
 * frostline_sagas_failed} (sagas that wait for a retry). Their value is NaN if the database does not answer.
 */
@ApplicationScoped
class SagaMetrics {
    private final QueryGauges gauges;

    SagaMetrics(@DataSource("order") javax.sql.DataSource database, MeterRegistry metrics) {
        this.gauges = new QueryGauges(database, metrics);
    }

    void start(@Observes StartupEvent event) {
        gauges.gauge("frostline.sagas.running", "select count(*) from saga where state = 'running'");
        gauges.gauge(
                "frostline.sagas.oldest.seconds",
                "select coalesce(extract(epoch from clock_timestamp() - min(started_at)), 0) from saga"
                        + " where state = 'running'");
        gauges.gauge("frostline.sagas.failed", "select count(*) from saga where state = 'failed'");
    }
}
