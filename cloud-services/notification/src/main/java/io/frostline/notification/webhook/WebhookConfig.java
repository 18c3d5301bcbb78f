package io.frostline.notification.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.notification.webhook")
public interface WebhookConfig {
    /** Signs what is sent. Where there are webhooks and no secret, nothing is sent, and each says why. */
    Optional<String> secret();

    /** For the connection and for the answer: no call takes longer. */
    @WithDefault("10s")
    Duration patience();

    /** Calls at the same moment, by one instance. */
    @WithDefault("4")
    int atOnce();

    /** How often to look for calls that are due. */
    @WithDefault("500ms")
    Duration poll();

    /** The pause after a first failure; each further one is twice as long ... */
    @WithDefault("2s")
    Duration firstPause();

    /** ... up to this. */
    @WithDefault("1h")
    Duration longestPause();

    /** After so many failures a call has failed. With these pauses: after about two days. */
    @WithDefault("60")
    int attempts();
}
