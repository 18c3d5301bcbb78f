package io.frostline.intake;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

@Readiness
@ApplicationScoped
class IntakeHealth implements HealthCheck {
    private final MqttIntake intake;

    IntakeHealth(MqttIntake intake) {
        this.intake = intake;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("intake is subscribed, and Kafka has its topics")
                .status(intake.isReady())
                .build();
    }
}
