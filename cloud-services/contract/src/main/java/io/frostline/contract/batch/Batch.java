package io.frostline.contract.batch;

import io.frostline.contract.column.ColumnCodec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batch that an agent recorded in one group commit.
 *
 * @param epoch random number, made with the buffer file
 * @param sequence contiguous within the epoch, from 1
 * @param previous digest of the encoded batch before this one
 * @param catalog id of the {@link SensorCatalog} that numbers the columns
 * @param boot null if the clock was synchronised; otherwise all instants are milliseconds of that boot's monotonic clock
 */
public record Batch(
        String site,
        long epoch,
        long sequence,
        Digest previous,
        Digest catalog,
        @Nullable Long boot,
        List<ColumnCodec.Column> columns,
        List<Entry> log,
        List<Overflow> overflow) {

    /** Event at the site, e.g. {@code agent-started}; {@code atMillis} is on the batch's clock. */
    public record Entry(long atMillis, String kind, String text, Map<String, String> detail) {
        public static final String AGENT_STARTED = "agent-started";
        public static final String AGENT_STOPPED = "agent-stopped";
        public static final String BUFFER_SET_ASIDE = "buffer-set-aside";
        /**
         * All that can be read of a buffer that was set aside is in the cloud. Details {@code file} and {@code epoch};
         * {@code batches}, {@code unreadable}, {@code unverified} and {@code refused}, counts of batches;
         * {@code unreadable-batches} and {@code unverified-batches}, their sequences; {@code end-lost} if nobody knows how many
         * there were.
         */
        public static final String BUFFER_RECOVERED = "buffer-recovered";

        public static final String READINGS_DISCARDED = "readings-discarded";
        public static final String COMMAND_APPLIED = "command-applied";
        public static final String COMMAND_REFUSED = "command-refused";
        /** The clock was learned; details {@code boot} (hex), {@code monotonic} (ms), {@code utc} (epoch ms) of one moment. */
        public static final String CLOCK_LEARNED = "clock-learned";
        /** A clock that was already known was set, by more than it drifts; details {@code from} and {@code to} (ms since 1970). */
        public static final String CLOCK_STEPPED = "clock-stepped";
        /** A receipt shows that the system clock is ahead: it is not followed; details {@code from}, {@code to} (ms since 1970). */
        public static final String CLOCK_AHEAD = "clock-ahead";

        /**
         * An import was withdrawn; details {@code import}, {@code by}, {@code sensors} (names separated by commas), {@code from}
         * and {@code to} (ms since 1970).
         */
        public static final String IMPORT_WITHDRAWN = "import-withdrawn";

        // entries of one sensor; each has the detail sensor

        /** A sensor gives no value; details {@code quality} and {@code detail}, with the raw number if there was one. */
        public static final String SENSOR_FAULT = "sensor-fault";
        /** A sensor gives values again; detail {@code readings}: how many had no value. */
        public static final String SENSOR_FAULT_ENDED = "sensor-fault-ended";
        /** A value has not changed for longer than is possible; details {@code celsius} and {@code minutes}. */
        public static final String SENSOR_STUCK = "stuck";

        public static final String SENSOR_STUCK_ENDED = "stuck-ended";
        /** A device's message was refused; details {@code topic}, {@code reason}, {@code count} and {@code payload}. */
        public static final String MESSAGE_REFUSED = "message-refused";

        // entries of a room that is controlled at the site; each has the detail room

        /** The compressor was switched on; details {@code reason} and, if known, {@code celsius}, like {@link #COMPRESSOR_OFF}. */
        public static final String COMPRESSOR_ON = "compressor-on";

        public static final String COMPRESSOR_OFF = "compressor-off";
        public static final String DEFROST_STARTED = "defrost-started";
        /** A defrost ended; detail {@code reason}. */
        public static final String DEFROST_ENDED = "defrost-ended";

        public static final String DOOR_OPENED = "door-opened";
        public static final String DOOR_CLOSED = "door-closed";
        /** No sensor gives the room's temperature: the compressor runs by the clock. */
        public static final String CONTROL_SAFE_STATE = "control-safe-state";
        /** Control by temperature resumed; detail {@code reason}: the sensor answers, or the door has been open for too long. */
        public static final String CONTROL_RESUMED = "control-resumed";
        /** An actuator failed; details {@code actuator} and {@code problem}; logged once until {@link #ACTUATOR_RECOVERED}. */
        public static final String ACTUATOR_FAILED = "actuator-failed";

        public static final String ACTUATOR_RECOVERED = "actuator-recovered";
        /** A limit will be crossed if nothing changes; details {@code sensor}, {@code limit} and {@code minutes}. */
        public static final String WARMING = "warming";
        /**
         * A set point was applied; details {@code celsius}, {@code version} and the command's {@code id}, as
         * {@link #SET_POINT_REFUSED}.
         */
        public static final String SET_POINT_APPLIED = "set-point-applied";
        /** A set point was refused; it also has a detail {@code reason}. */
        public static final String SET_POINT_REFUSED = "set-point-refused";
    }

    /** Range of batches {@code first} to {@code last} that were not sent because the buffer was full. */
    public record Overflow(
            long first, long last, long readings, long logEntries, long fromMillis, long toMillis, Digest lastDigest) {}

    public int readingCount() {
        return columns.stream().mapToInt(column -> column.readings().size()).sum();
    }
}
