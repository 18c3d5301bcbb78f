package io.frostline.platform.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of all consumers of a service. */
@ConfigMapping(prefix = "frostline.consumer")
public interface ConsumerConfig {
    /**
     * Time without a heartbeat after which the broker gives a consumer's partitions to another. After a kill, the restarted consumer
     * waits as long. Kafka's broker refuses less than its {@code group.min.session.timeout.ms}, by default 6 s.
     */
    @WithDefault("10s")
    Duration sessionTimeout();
}
