package io.frostline.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookConfigTest {
    private final WebhookConfig config = with(Map.of());

    /** Its defaults, but for what is given. */
    static WebhookConfig with(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(WebhookConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(WebhookConfig.class);
    }

    @Test
    void isAsPatientAsWithMails() {
        assertThat(config.secret()).isEmpty();
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.atOnce()).isEqualTo(4);
        assertThat(config.poll()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.firstPause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.longestPause()).isEqualTo(Duration.ofHours(1));
        assertThat(config.attempts()).isEqualTo(60);
    }
}
