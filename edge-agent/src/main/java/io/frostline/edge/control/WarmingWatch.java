package io.frostline.edge.control;

import java.time.Duration;
import java.util.Optional;

/**
 * Warns once of each warming: again only after the limit has been out of sight - for twice the horizon, and for a while.
 * Where the limit is crossed with no warning before, there is none: the crossing says it. Serves one thread.
 */
final class WarmingWatch {
    private static final Duration CALM_FOR = Duration.ofMinutes(30);

    private final WarmingForecast forecast;
    private final Duration horizon;
    private boolean warned;
    private Optional<Duration> calmSince = Optional.empty();

    /** @param horizon a crossing that is nearer is worth a warning */
    WarmingWatch(double limit, Duration horizon) {
        this.forecast = new WarmingForecast(limit);
        this.horizon = horizon;
    }

    void restart() {
        forecast.restart();
    }

    /** Present where a warning is due: how long it is until the limit is crossed. */
    Optional<Duration> observe(Duration at, double celsius) {
        forecast.observe(at, celsius);
        Optional<Duration> left = forecast.untilCrossed();
        if (warned) {
            rearm(at, left);
            return Optional.empty();
        }
        Optional<Duration> near = left.filter(time -> time.compareTo(horizon) < 0);
        warned = near.isPresent();
        calmSince = Optional.empty();
        return near.filter(Duration::isPositive);
    }

    private void rearm(Duration at, Optional<Duration> left) {
        if (left.isPresent() && left.get().compareTo(horizon.multipliedBy(2)) <= 0) {
            calmSince = Optional.empty();
            return;
        }
        Duration since = calmSince.orElse(at);
        calmSince = Optional.of(since);
        warned = at.minus(since).compareTo(CALM_FOR) < 0;
    }
}
