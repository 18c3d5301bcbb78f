package io.frostline.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CoordinatorConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        CoordinatorConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CoordinatorConfig.class)
                .build()
                .getConfigMapping(CoordinatorConfig.class);
        assertThat(config.store()).isEqualTo(Path.of("lra-store"));
        assertThat(config.node()).isEqualTo("1");
        assertThat(config.retry()).isEqualTo(Duration.ofSeconds(5));
    }
}
