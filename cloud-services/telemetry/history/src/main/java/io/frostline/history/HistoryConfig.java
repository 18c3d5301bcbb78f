package io.frostline.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.history")
public interface HistoryConfig {
    /** Flag that says if this instance reads the topic; off for an instance that only answers queries. */
    @WithDefault("true")
    boolean consume();

    /** Age of readings after which their batches' original bytes are released; if unset, they are kept as long as the readings. */
    Optional<Duration> evidenceRetention();

    Topic topic();

    interface Topic {
        /** Minimum age at which stored records are deleted from the readings topic. */
        @WithDefault("7d")
        Duration kept();

        /** Interval between these deletions. */
        @WithDefault("1h")
        Duration tidy();
    }

    Imports imports();

    interface Imports {
        /** Folder with further profiles of logger files, one {@code maker.properties} each. */
        Optional<java.nio.file.Path> profiles();
    }

    Segments segments();

    interface Segments {
        /** Number of a site's pending readings at which its batches become segments ... */
        @WithDefault("20000")
        int readings();

        /** ... or the age of the oldest pending batch at which they do. */
        @WithDefault("10m")
        Duration age();

        /** Time without additions after which a segment is merged with its neighbours. */
        @WithDefault("15m")
        Duration mergeAfter();

        /** Pause before the next look for work after none was found. */
        @WithDefault("1s")
        Duration pause();
    }
}
