package io.frostline.platform.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.outbox")
public interface OutboxConfig {
    /** Interval of polls when no notification arrives. */
    @WithDefault("1s")
    Duration poll();

    /** Number of partitions of a topic that has to be created. */
    @WithDefault("6")
    int topicPartitions();
}
