package io.frostline.history.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

@Readiness
@ApplicationScoped
class HistoryHealth implements HealthCheck {
    private final ReadingsConsumer consumer;

    HistoryHealth(ReadingsConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("history reads Kafka and writes PostgreSQL")
                .status(consumer.isHealthy())
                .build();
    }
}
