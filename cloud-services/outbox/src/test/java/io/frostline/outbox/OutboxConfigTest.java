package io.frostline.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        OutboxConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OutboxConfig.class)
                .withDefaultValues(Map.of("frostline.outbox.kafka", "k:9092"))
                .build()
                .getConfigMapping(OutboxConfig.class);
        assertThat(config.kafka()).isEqualTo("k:9092");
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.topicPartitions()).isEqualTo(6);
    }
}
