package io.frostline.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        RecoveryConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RecoveryConfig.class)
                .build()
                .getConfigMapping(RecoveryConfig.class);
        assertThat(config.period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.orphanAge()).isEqualTo(Duration.ofSeconds(10));
    }
}
