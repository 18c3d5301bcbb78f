package io.frostline.edge.buffer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Configuration of the reading buffer.
 *
 * @param maxBytes upper bound of the database file, its write-ahead log and the log's index together. An eighth of it, at
 *     most 16 MiB, is for the logs. When it is reached, receipted batches are freed first, then the oldest unsent ones. A
 *     file that was made with a larger bound does not shrink. While another process reads the file at the bound, and the
 *     log cannot be checkpointed, up to {@link ReadingBuffer#MAX_WAITING} readings wait in memory
 * @param commit time that readings wait to be written in one group commit
 * @param batchReadings number of waiting readings that triggers a commit earlier
 */
public record BufferConfig(Path file, long maxBytes, Duration commit, int batchReadings) {
    public static final long DEFAULT_MAX_BYTES = 1L << 30;
    public static final Duration DEFAULT_COMMIT = Duration.ofSeconds(1);
    public static final int DEFAULT_BATCH = 500;
}
