package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.platform.loop.Backoff;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationConfigTest {
    private final NotificationConfig config = with(Map.of());

    /** Its defaults, but for what has none. */
    static NotificationConfig with(Map<String, String> more) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(NotificationConfig.class)
                .withDefaultValues(Map.of(
                        "frostline.notification.order-url", "http://order:1",
                        "frostline.notification.smtp.host", "mail",
                        "frostline.notification.smtp.port", "25"))
                .withDefaultValues(more)
                .build()
                .getConfigMapping(NotificationConfig.class);
    }

    @Test
    void mailsGoInTheClearUnlessTheServerOffersMore() {
        NotificationConfig.Smtp smtp = config.smtp();
        assertThat(config.orderUrl()).isEqualTo(URI.create("http://order:1"));
        assertThat(smtp.host()).isEqualTo("mail");
        assertThat(smtp.port()).isEqualTo(25);
        assertThat(smtp.username()).isEmpty();
        assertThat(smtp.password()).isEmpty();
        assertThat(smtp.tls()).isFalse();
        assertThat(smtp.requireStartTls()).isFalse();
        assertThat(smtp.from()).isEqualTo("Frostline <hello@frostline.example>");
        assertThat(smtp.patience()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aMailIsTriedForAboutTwoDays() {
        NotificationConfig.Send send = config.send();
        assertThat(send.atOnce()).isEqualTo(4);
        assertThat(send.poll()).isEqualTo(Duration.ofMillis(500));
        assertThat(send.firstPause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(send.longestPause()).isEqualTo(Duration.ofHours(1));
        assertThat(send.attempts()).isEqualTo(60);
        Backoff backoff = new Backoff(send.firstPause(), send.longestPause());
        Duration all = Duration.ZERO;
        for (int failures = 1; failures < send.attempts(); failures++) {
            all = all.plus(backoff.after(failures));
        }
        assertThat(all).isBetween(Duration.ofHours(24), Duration.ofHours(49));
    }

    @Test
    void theSweepLeavesEventsTheirTime() {
        NotificationConfig.Sweep sweep = config.sweep();
        assertThat(sweep.every()).isEqualTo(Duration.ofMinutes(1));
        assertThat(sweep.grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(sweep.overlap()).isEqualTo(Duration.ofMinutes(10));
        assertThat(sweep.atFirst()).isEqualTo(Duration.ofDays(7));
    }
}
