package io.frostline.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.order")
public interface OrderConfig {
    URI stockUrl();

    URI paymentUrl();

    /** A client waits this long for an order's outcome; after it the answer is where to look. */
    @WithDefault("5s")
    Duration answerWithin();

    /** How often orders are looked for whose outcome is overdue. */
    @WithDefault("2s")
    Duration sweep();

    /** Overdue is what was decided so long ago and is not over; longer than a call may take: those under way are not disturbed. */
    @WithDefault("10s")
    Duration overdue();

    /** How often quarantines are looked for that something is due for. */
    @WithDefault("500ms")
    Duration respond();

    /** A response that was undone is begun anew after this; each time after twice as long ... */
    @WithDefault("1s")
    Duration respondAgain();

    /** ... up to this. */
    @WithDefault("1m")
    Duration respondAgainAtMost();

    /** Sagas that were completed or compensated can be looked at for this long; those that failed, until they have ended. */
    @WithDefault("30d")
    Duration sagasKept();
}
