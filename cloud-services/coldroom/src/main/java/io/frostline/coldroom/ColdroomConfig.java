package io.frostline.coldroom;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

@ConfigMapping(prefix = "frostline.coldroom")
public interface ColdroomConfig {
    /** Base URL of the history service. */
    URI historyUrl();

    /** Time without a byte from history after which an answer that has begun has failed. Whole seconds. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    @DurationMax(seconds = 100) // the client itself waits no longer
    Duration historyTimeout();

    /** Interval at which coldroom polls history for arrivals. Half the interval costs half as much again. */
    @WithDefault("2s")
    Duration poll();

    /** Time without late readings before stale ranges are re-evaluated, so that many late readings cause one pass. */
    @WithDefault("1s")
    Duration quiet();

    /** Maximum time that a stale range waits for {@link #quiet}. */
    @WithDefault("10s")
    Duration patience();

    /** Interval at which the follow position is stored. Arrivals since then are read again after a kill. */
    @WithDefault("30s")
    Duration checkpoint();

    /** Interval at which the duration and the peak of an open excursion are written. */
    @WithDefault("10s")
    Duration current();
}
