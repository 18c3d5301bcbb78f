package io.frostline.lra.callback;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: the background work, and with it the lease, goes on. */
@Readiness
@Singleton
final class SweepHealth implements HealthCheck {
    private final Sweep sweep;

    SweepHealth(Sweep sweep) {
        this.sweep = sweep;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("lra-sweep").status(sweep.isHealthy()).build();
    }
}
