package io.frostline.contract.batch;

import io.frostline.contract.column.ColumnCodec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an agent recorded in one group commit.
 *
 * @param epoch made at random with the buffer file
 * @param sequence contiguous within the epoch, from 1
 * @param previous digest of the encoded batch before this one
 * @param catalog names the {@link SensorCatalog} that numbers the columns
 * @param boot empty: the clock was synchronised; else all instants are milliseconds of that boot's monotonic clock
 */
public record Batch(
        String site,
        long epoch,
        long sequence,
        Digest previous,
        Digest catalog,
        OptionalLong boot,
        List<ColumnCodec.Column> columns,
        List<Entry> log,
        List<Overflow> overflow) {

    /** Something that happened at the site, e.g. {@code agent-started}; {@code atMillis} is on the batch's clock. */
    public record Entry(long atMillis, String kind, String text, Map<String, String> detail) {
        public static final String AGENT_STARTED = "agent-started";
        public static final String AGENT_STOPPED = "agent-stopped";
        public static final String BUFFER_SET_ASIDE = "buffer-set-aside";
        public static final String READINGS_DISCARDED = "readings-discarded";
        public static final String COMMAND_APPLIED = "command-applied";
        public static final String COMMAND_REFUSED = "command-refused";
        /** Details {@code boot} (hex), {@code monotonic} (ms) and {@code utc} (epoch ms) of one and the same moment. */
        public static final String CLOCK_LEARNED = "clock-learned";
        /** A clock that was already known was set, by more than it drifts; detail: from, to (ms since 1970). */
        public static final String CLOCK_STEPPED = "clock-stepped";
    }

    /** Batches {@code first} to {@code last} went unsent because the buffer was full. */
    public record Overflow(
            long first, long last, long readings, long logEntries, long fromMillis, long toMillis, Digest lastDigest) {}

    public int readingCount() {
        int count = 0;
        for (ColumnCodec.Column column : columns) {
            count += column.readings().size();
        }
        return count;
    }
}
