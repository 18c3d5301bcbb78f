package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Sender;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.notification.webhook")
public interface WebhookConfig extends Sender.Policy {
    /** Secret that signs calls. If it is not set, no call is sent, and each says why. */
    Optional<String> secret();

    /** Timeout of the connection and of the answer; no call takes longer. */
    @WithDefault("10s")
    Duration timeout();
}
