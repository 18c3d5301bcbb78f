package io.frostline.history.ingest;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

@Readiness
@ApplicationScoped
class HistoryHealth implements HealthCheck {
    private final ReadingsConsumer consumer;
    private final AssignedOffsets assigned;

    HistoryHealth(ReadingsConsumer consumer, @Identifier("history-readings") AssignedOffsets assigned) {
        this.consumer = consumer;
        this.assigned = assigned;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("history reads Kafka and writes PostgreSQL")
                .status(consumer.isHealthy() && !assigned.isWaiting())
                .build();
    }
}
