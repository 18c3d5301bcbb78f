package io.frostline.history.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** A time, [from, to), without a good reading where there should have been one, and why. */
public record Gap(Instant from, Instant to, String reason) {
    /** The sensor itself said that it could not measure; the reading's quality says how. */
    static final String SENSOR_FAULT = "sensor-fault";
    /** Batches went unsent because the agent's buffer was full. */
    static final String OVERFLOW = "overflow";
    /** Batches of this time have not arrived; they may still. */
    static final String MISSING_SEQUENCE = "missing-sequence";
    /** Readings arrived, but the clock that dates them is not known yet. */
    static final String CLOCK_UNSYNCHRONISED = "clock-unsynchronised";
    /** What came of this time said so too early: its instants can't be true, nor can it be known what they were. */
    static final String CLOCK_AHEAD = "clock-ahead";
    /** The agent was not running: it said so when it started again. */
    static final String AGENT_DOWN = "agent-down";
    /** The agent said that it could not store readings. */
    static final String DISCARDED = "readings-discarded";
    /** Nothing has arrived since. */
    static final String AWAITING_DATA = "awaiting-data";
    /** Everything of this time arrived, and there is no reading in it. */
    static final String NO_READING = "no-reading";

    @JsonIgnore
    boolean isEmpty() {
        return !from.isBefore(to);
    }
}
