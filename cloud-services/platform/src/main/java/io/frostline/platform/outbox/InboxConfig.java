package io.frostline.platform.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.inbox")
public interface InboxConfig {
    /**
     * For how long an event is known as one that had its effect. Must be longer than a topic keeps its events (Kafka's default
     * is 7 days), and than a relay may be kept from publishing: whatever is delivered later than this counts as new.
     */
    @WithDefault("30d")
    Duration remember();

    /** The first pause where the database or Kafka does not answer; each further one is twice as long ... */
    @WithDefault("500ms")
    Duration firstPause();

    /** ... up to this. */
    @WithDefault("15s")
    Duration longestPause();
}
