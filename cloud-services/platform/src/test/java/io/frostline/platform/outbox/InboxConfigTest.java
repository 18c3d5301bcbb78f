package io.frostline.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InboxConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        InboxConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(InboxConfig.class)
                .build()
                .getConfigMapping(InboxConfig.class);
        assertThat(config.remember()).isEqualTo(Duration.ofDays(30));
        assertThat(config.firstPause()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.longestPause()).isEqualTo(Duration.ofSeconds(15));
    }
}
