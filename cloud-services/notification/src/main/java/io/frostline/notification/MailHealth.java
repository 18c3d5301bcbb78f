package io.frostline.notification;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether mails go out. Not of liveness or readiness: nothing is won by restarting or bypassing what waits for a provider. */
@Wellness
@ApplicationScoped
class MailHealth implements HealthCheck {
    private static final int LONG_SECONDS = 900;

    private final Mails mails;
    private final OrderEventsConsumer orders;
    private final AlarmMailsConsumer alarms;

    MailHealth(Mails mails, OrderEventsConsumer orders, AlarmMailsConsumer alarms) {
        this.mails = mails;
        this.orders = orders;
        this.alarms = alarms;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            Mails.Standing standing = mails.standing();
            return HealthCheckResponse.named("mails go out")
                    .status(orders.isHealthy() && alarms.isHealthy() && standing.oldestSeconds() < LONG_SECONDS)
                    .withData("pending", standing.pending())
                    .withData("oldestSeconds", (long) standing.oldestSeconds())
                    .withData("failed", standing.failed())
                    .build();
        } catch (SQLException | RuntimeException e) {
            return HealthCheckResponse.named("mails go out")
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
