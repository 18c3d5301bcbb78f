package io.frostline.edge.control;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watch that warns once of each warming. It warns again only after the crossing has been further off than twice the horizon for
 * {@link #CALM_PERIOD}. If the limit is crossed without a warning before, none follows: the crossing itself shows it. Not
 * thread-safe.
 */
final class WarmingWatch {
    private static final Duration CALM_PERIOD = Duration.ofMinutes(30);

    private final WarmingForecast forecast;
    private final Duration horizon;
    private boolean warned;
    private Optional<Duration> calmSince = Optional.empty();

    /** @param horizon time within which a forecast crossing gives a warning */
    WarmingWatch(double limit, Duration horizon) {
        this.forecast = new WarmingForecast(limit);
        this.horizon = horizon;
    }

    void restart() {
        forecast.restart();
    }

    /** Returns the time until the limit is crossed, if a warning is due; else empty. */
    Optional<Duration> observe(Duration at, double celsius) {
        forecast.observe(at, celsius);
        Optional<Duration> left = forecast.untilCrossed();
        if (warned) {
            rearm(at, left.orElse(null));
            return Optional.empty();
        }
        Optional<Duration> near = left.filter(time -> time.compareTo(horizon) < 0);
        warned = near.isPresent();
        calmSince = Optional.empty();
        return near.filter(Duration::isPositive);
    }

    private void rearm(Duration at, @Nullable Duration left) {
        if (left != null && left.compareTo(horizon.multipliedBy(2)) <= 0) {
            calmSince = Optional.empty();
            return;
        }
        Duration since = calmSince.orElse(at);
        calmSince = Optional.of(since);
        warned = at.minus(since).compareTo(CALM_PERIOD) < 0;
    }
}
