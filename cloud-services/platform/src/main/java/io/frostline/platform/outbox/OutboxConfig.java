package io.frostline.platform.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.outbox")
public interface OutboxConfig {
    /** How often to look for events without having been told of any. */
    @WithDefault("1s")
    Duration poll();

    /** Partitions of a topic that has to be made. */
    @WithDefault("6")
    int topicPartitions();
}
