package io.frostline.history.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** Time range [from, to) without a good reading where one was expected, with the reason. */
public record Gap(Instant from, Instant to, String reason) {
    /** The sensor reported that it could not measure; the reading's quality says how. */
    static final String SENSOR_FAULT = "sensor-fault";
    /** Batches were not sent because the agent's buffer was full. */
    static final String OVERFLOW = "overflow";
    /** Batches of this time have not arrived; they may still arrive. */
    static final String MISSING_SEQUENCE = "missing-sequence";
    /** Readings arrived, but the clock that dates them is not known yet. */
    static final String CLOCK_UNSYNCHRONISED = "clock-unsynchronised";
    /** Readings arrived with instants ahead of the receiver's clock: these can't be true, and the true ones can't be known. */
    static final String CLOCK_AHEAD = "clock-ahead";
    /** The agent was not running: it said so when it started again. */
    static final String AGENT_DOWN = "agent-down";
    /** The agent reported that it could not store readings. */
    static final String DISCARDED = "readings-discarded";
    /** Nothing has arrived since. */
    static final String AWAITING_DATA = "awaiting-data";
    /** Everything of this time arrived, and no reading is in it. */
    static final String NO_READING = "no-reading";

    @JsonIgnore
    boolean isEmpty() {
        return !from.isBefore(to);
    }
}
