package io.frostline.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.order")
public interface OrderConfig {
    URI stockUrl();

    URI paymentUrl();

    /** Time that a client waits for an order's outcome; after it the answer says where to look. */
    @WithDefault("5s")
    Duration answerWithin();

    /** Interval between searches for overdue sagas. */
    @WithDefault("2s")
    Duration sweep();

    /**
     * Time since its decision after which a saga that has not ended is overdue. It is longer than a call may take, so that calls in
     * progress are not disturbed.
     */
    @WithDefault("10s")
    Duration overdue();

    /** Interval between searches for due quarantines. */
    @WithDefault("500ms")
    Duration respond();

    /** First backoff before an undone response is started again; it doubles with each attempt. */
    @WithDefault("1s")
    Duration respondAgain();

    /** Upper bound of that backoff. */
    @WithDefault("1m")
    Duration respondAgainAtMost();

    /** Retention of completed and compensated sagas; failed ones are kept until they have ended. */
    @WithDefault("30d")
    Duration sagasKept();
}
