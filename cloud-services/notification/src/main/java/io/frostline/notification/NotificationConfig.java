package io.frostline.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.notification")
public interface NotificationConfig {
    /** Where customers and orders are listed, for the sweep. */
    URI orderUrl();

    Smtp smtp();

    Send send();

    Sweep sweep();

    interface Smtp {
        String host();

        int port();

        Optional<String> username();

        Optional<String> password();

        /** TLS from the first byte; otherwise by STARTTLS where the server offers it. */
        @WithDefault("false")
        boolean tls();

        /** Whether a server that offers no STARTTLS is refused. */
        @WithDefault("false")
        boolean requireStartTls();

        @WithDefault("Frostline <hello@frostline.example>")
        String from();

        /** After this much silence of the server, or twice as long in all, a send has no known outcome. */
        @WithDefault("10s")
        Duration patience();
    }

    interface Send {
        /** Mails that are being sent at the same moment, by one instance. */
        @WithDefault("4")
        int atOnce();

        /** How often to look for mails that are due. */
        @WithDefault("500ms")
        Duration poll();

        /** The pause after a first failure; each further one is twice as long ... */
        @WithDefault("2s")
        Duration firstPause();

        /** ... up to this. */
        @WithDefault("1h")
        Duration longestPause();

        /** After so many failures a mail has failed. With these pauses: after about two days. */
        @WithDefault("60")
        int attempts();
    }

    interface Sweep {
        @WithDefault("1m")
        Duration every();

        /** Events have this long to arrive by themselves. */
        @WithDefault("2m")
        Duration grace();

        /** What was compared before is compared again this far back: for clocks that differ, and late commits. */
        @WithDefault("10m")
        Duration overlap();

        /** How far back the very first sweep looks: nobody is welcomed who came long before this service. */
        @WithDefault("7d")
        Duration atFirst();
    }
}
