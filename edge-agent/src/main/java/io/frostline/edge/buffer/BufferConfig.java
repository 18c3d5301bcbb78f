package io.frostline.edge.buffer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param maxBytes of the database file, its write-ahead log and the log's index together, an eighth of it, at most 16 MiB, for
 *     the logs; receipted batches go first when it is reached, then the oldest unsent. A file that was made with a larger
 *     bound does not shrink. While another process reads the file at the bound, and its log can't be written back,
 *     readings wait in memory, as many as {@link ReadingBuffer#MOST_WAITING}
 * @param commit readings wait this long for others to be written with
 * @param batchReadings or until there are this many
 */
public record BufferConfig(Path file, long maxBytes, Duration commit, int batchReadings) {
    public static final long DEFAULT_MAX_BYTES = 1L << 30;
    public static final Duration DEFAULT_COMMIT = Duration.ofSeconds(1);
    public static final int DEFAULT_BATCH = 500;
}
