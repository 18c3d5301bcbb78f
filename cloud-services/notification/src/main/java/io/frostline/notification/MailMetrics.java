package io.frostline.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;

/**
 * {@code frostline_mails_pending}, {@code frostline_mails_oldest_seconds} and {@code frostline_mails_failed}; NaN where the
 * database does not answer. Counted where they happen: {@code frostline_mails_repeated_total}, sent again since nobody knew
 * whether they had been, and {@code frostline_mails_repaired_total}, found by the sweep.
 */
@ApplicationScoped
class MailMetrics {
    private final Mails mails;
    private final MeterRegistry metrics;

    MailMetrics(Mails mails, MeterRegistry metrics) {
        this.mails = mails;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        gauge("frostline.mails.pending", Mails.Standing::pending);
        gauge("frostline.mails.oldest.seconds", Mails.Standing::oldestSeconds);
        gauge("frostline.mails.failed", Mails.Standing::failed);
    }

    private void gauge(String name, ToDoubleFunction<Mails.Standing> value) {
        Gauge.builder(name, () -> {
                    try {
                        return value.applyAsDouble(mails.standing());
                    } catch (SQLException | RuntimeException e) {
                        return Double.NaN;
                    }
                })
                .register(metrics);
    }
}
