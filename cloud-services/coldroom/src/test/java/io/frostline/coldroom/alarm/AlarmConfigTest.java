package io.frostline.coldroom.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmConfigTest {
    @Test
    void alarmsAreToldWithinSecondsAndAFloodOnceAMinute() {
        AlarmConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AlarmConfig.class)
                .build()
                .getConfigMapping(AlarmConfig.class);
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.gather()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.pause()).isEqualTo(Duration.ofMinutes(1));
    }
}
