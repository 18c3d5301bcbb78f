package io.frostline.edge.control;

import java.time.Duration;
import java.util.Optional;

/**
 * Forecast of when a sensor will cross its upper limit if the present warming continues. It uses Holt's linear smoothing (1957)
 * for readings at uneven times. The trend fades like that of a room which nears its surroundings, by Newton's law of cooling:
 * T(t) = level + trend * F * (1 - exp(-t / F)). A few numbers of state, a few operations per reading. Not thread-safe.
 */
final class WarmingForecast {
    private static final double LEVEL_MINUTES = 5;
    private static final double TREND_MINUTES = 20;
    private static final double DECAY_MINUTES = 30;
    /** Minutes of readings that a trend needs: one from less is noise. */
    private static final double SETTLES_IN_MINUTES = 3;
    /** Longest gap between readings in minutes: the trend is unknown after a longer one. */
    private static final double MAX_GAP_MINUTES = 120;

    private final double limit;
    private boolean begun;
    private Duration begunAt = Duration.ZERO;
    private Duration at = Duration.ZERO;
    private double celsius;
    private double level;
    private double trend;
    private double weight;

    /** @param limit degrees Celsius */
    WarmingForecast(double limit) {
        this.limit = limit;
    }

    /** Forgets the past, which no longer predicts: the compressor was switched, or a defrost is over. */
    void restart() {
        begun = false;
    }

    /** @param time time on the monotonic clock, after the previous reading */
    void observe(Duration time, double reading) {
        double minutes = minutes(at, time);
        celsius = reading;
        if (!begun || minutes > MAX_GAP_MINUTES) {
            begun = true;
            begunAt = time;
            at = time;
            level = reading;
            trend = 0;
            weight = 0;
        } else if (minutes > 0) {
            follow(reading, minutes);
            at = time;
        }
    }

    private void follow(double reading, double minutes) {
        double predicted = level + slope() * minutes;
        double next = predicted + share(LEVEL_MINUTES, minutes) * (reading - predicted);
        double share = share(TREND_MINUTES, minutes);
        trend += share * ((next - level) / minutes - trend);
        weight += share * (1 - weight);
        level = next;
    }

    /** Returns the share that an exponential average forgets in {@code minutes}. */
    private static double share(double constant, double minutes) {
        return 1 - Math.exp(-minutes / constant);
    }

    /** Returns degrees per minute. The average starts at zero, so it is divided by the weight that it has collected. */
    private double slope() {
        return weight == 0 ? 0 : trend / weight;
    }

    /** Returns the time until the limit is crossed: zero if it is crossed, empty if it will not be under present conditions. */
    Optional<Duration> untilCrossed() {
        if (!begun) {
            return Optional.empty();
        }
        if (celsius > limit) {
            return Optional.of(Duration.ZERO);
        }
        if (minutes(begunAt, at) < SETTLES_IN_MINUTES || slope() <= 0) {
            return Optional.empty();
        }
        double share = (limit - level) / (slope() * DECAY_MINUTES);
        if (share >= 1) {
            return Optional.empty();
        }
        double left = share <= 0 ? 0 : -DECAY_MINUTES * Math.log(1 - share);
        return Optional.of(Duration.ofMillis(Math.round(left * 60_000)));
    }

    private static double minutes(Duration from, Duration to) {
        return to.minus(from).toMillis() / 60_000.0;
    }
}
