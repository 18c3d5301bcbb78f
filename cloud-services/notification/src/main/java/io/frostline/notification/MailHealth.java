package io.frostline.notification;

import io.frostline.notification.delivery.Deliveries.Standing;
import io.frostline.notification.delivery.DeliveryHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Health of mails, and {@code frostline_mails_pending}, {@code frostline_mails_oldest_seconds}, {@code frostline_mails_failed}.
 * Other classes count {@code frostline_mails_repeated_total}, mails sent again because their outcome was unknown, and {@code
 * frostline_mails_repaired_total}, mails found by the sweep.
 */
@Wellness
@Singleton
class MailHealth extends DeliveryHealth {
    MailHealth(Mails mails, OrderEventsConsumer orders, AlarmMailsConsumer alarms) {
        super("mails go out", mails, List.of(orders, alarms));
    }

    void start(@Observes StartupEvent event, MeterRegistry metrics) {
        gauge(metrics, "frostline.mails.pending", Standing::pending);
        gauge(metrics, "frostline.mails.oldest.seconds", Standing::oldestSeconds);
        gauge(metrics, "frostline.mails.failed", Standing::failed);
    }
}
