package io.frostline.notification.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.notification.webhook")
public interface WebhookConfig {
    /** Secret that signs calls. If it is not set, no call is sent, and each says why. */
    Optional<String> secret();

    /** Timeout of the connection and of the answer; no call takes longer. */
    @WithDefault("10s")
    Duration patience();

    /** Upper bound of calls that one instance makes concurrently. */
    @WithDefault("4")
    int atOnce();

    /** Interval between polls for due calls. */
    @WithDefault("500ms")
    Duration poll();

    /** First backoff after a failure; it doubles with each further one. */
    @WithDefault("2s")
    Duration firstPause();

    /** Upper bound of the backoff. */
    @WithDefault("1h")
    Duration longestPause();

    /** Number of failed attempts after which a call has failed; with this backoff, after about two days. */
    @WithDefault("60")
    int attempts();
}
