package io.frostline.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutboxConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        OutboxConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OutboxConfig.class)
                .build()
                .getConfigMapping(OutboxConfig.class);
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.topicPartitions()).isEqualTo(6);
    }
}
