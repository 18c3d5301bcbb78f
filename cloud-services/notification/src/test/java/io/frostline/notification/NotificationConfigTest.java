package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.notification.delivery.Sender;
import io.frostline.platform.loop.Backoff;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationConfigTest {
    @Test
    void triesAMailForAboutTwoDays() {
        Sender.Policy send =
                Configurations.with(NotificationConfig.class, Map.of()).send();
        Backoff backoff = new Backoff(send.firstPause(), send.longestPause());
        Duration all = Duration.ZERO;
        for (int failures = 1; failures < send.attempts(); failures++) {
            all = all.plus(backoff.after(failures));
        }
        assertThat(all).isBetween(Duration.ofHours(24), Duration.ofHours(49));
    }
}
