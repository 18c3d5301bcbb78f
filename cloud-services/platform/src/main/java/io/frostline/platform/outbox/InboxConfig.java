package io.frostline.platform.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.inbox")
public interface InboxConfig {
    /**
     * Retention of inbox rows. It must be longer than a topic keeps its events (Kafka's default is 7 days), and than a relay may be
     * kept from publishing: an event delivered later than this counts as new.
     */
    @WithDefault("30d")
    Duration remember();

    /** First backoff when the database or Kafka does not answer; it doubles with each failure. */
    @WithDefault("500ms")
    Duration firstPause();

    /** Upper bound of the backoff. */
    @WithDefault("15s")
    Duration longestPause();
}
