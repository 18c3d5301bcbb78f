package io.frostline.platform.saga;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SagaConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        SagaConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SagaConfig.class)
                .withDefaultValues(Map.of(
                        "frostline.saga.coordinators", "http://c1:1,http://c2:2", "frostline.saga.self", "http://me:3"))
                .build()
                .getConfigMapping(SagaConfig.class);
        assertThat(config.coordinators()).containsExactly(URI.create("http://c1:1"), URI.create("http://c2:2"));
        assertThat(config.self()).isEqualTo(URI.create("http://me:3"));
        assertThat(config.timeLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.kept()).isEqualTo(Duration.ofDays(7));
        assertThat(config.housekeeping()).isEqualTo(Duration.ofMinutes(1));
    }
}
