package io.frostline.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.history")
public interface HistoryConfig {
    /** Whether this instance reads the topic; off for one that only answers queries. */
    @WithDefault("true")
    boolean consume();

    /** The original bytes of batches are released once their readings are older; kept as long as the readings if unset. */
    Optional<Duration> evidenceRetention();

    Topic topic();

    interface Topic {
        /** Records of the readings topic are deleted when they are stored and this old. */
        @WithDefault("7d")
        Duration kept();

        /** How often they are. */
        @WithDefault("1h")
        Duration tidy();
    }

    Imports imports();

    interface Imports {
        /** Folder with further profiles of loggers' files, {@code maker.properties} each. */
        Optional<java.nio.file.Path> profiles();
    }

    Segments segments();

    interface Segments {
        /** A site's pending batches become segments once they hold this many readings ... */
        @WithDefault("20000")
        int readings();

        /** ... or once the oldest has waited this long. */
        @WithDefault("10m")
        Duration age();

        /** Segments that nobody added to for this long are merged with their neighbours. */
        @WithDefault("15m")
        Duration mergeAfter();

        /** How often to look for work where there was none. */
        @WithDefault("1s")
        Duration pause();
    }
}
