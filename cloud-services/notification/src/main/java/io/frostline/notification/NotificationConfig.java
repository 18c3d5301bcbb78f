package io.frostline.notification;

import io.frostline.notification.delivery.Sender;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.notification")
public interface NotificationConfig {
    /** Base URL of order, whose lists of customers and orders the sweep reads. */
    URI orderUrl();

    Smtp smtp();

    Sender.Policy send();

    Sweep sweep();

    interface Smtp {
        String host();

        int port();

        Optional<String> username();

        Optional<String> password();

        /** TLS from the first byte; otherwise STARTTLS if the server offers it. */
        @WithDefault("false")
        boolean tls();

        /** Refusal of servers that offer no STARTTLS. */
        @WithDefault("false")
        boolean requireStartTls();

        @WithDefault("Frostline <hello@frostline.example>")
        String from();

        /** Timeout without an answer of the server; a send has no known outcome after it, or after twice as long in total. */
        @WithDefault("10s")
        Duration timeout();
    }

    interface Sweep {
        @WithDefault("1m")
        Duration every();

        /** Time that events have to arrive before the sweep compares. */
        @WithDefault("2m")
        Duration grace();

        /** Overlap with the range of the previous sweep, for clock differences and late commits. */
        @WithDefault("10m")
        Duration overlap();

        /** Range of the very first sweep: customers who came long before this service get no welcome mail. */
        @WithDefault("7d")
        Duration atFirst();
    }
}
