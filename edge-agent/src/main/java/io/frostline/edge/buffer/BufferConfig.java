package io.frostline.edge.buffer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param maxBytes of the database file; receipted batches go first when it is reached, then the oldest unsent
 * @param commit readings wait this long for others to be written with
 * @param batchReadings or until there are this many
 */
public record BufferConfig(Path file, long maxBytes, Duration commit, int batchReadings) {
    public static final long DEFAULT_MAX_BYTES = 1L << 30;
    public static final Duration DEFAULT_COMMIT = Duration.ofSeconds(1);
    public static final int DEFAULT_BATCH = 500;
}
