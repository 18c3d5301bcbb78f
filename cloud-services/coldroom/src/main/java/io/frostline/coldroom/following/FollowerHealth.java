package io.frostline.coldroom.following;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check that is up while history is followed, even if some sites are held. */
@Readiness
record FollowerHealth(Follower follower) implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("coldroom follows history")
                .status(follower.isHealthy())
                .withData("held sites", String.join(" ", follower.held()))
                .build();
    }
}
