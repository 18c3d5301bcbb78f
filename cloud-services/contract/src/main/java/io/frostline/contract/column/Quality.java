package io.frostline.contract.column;

import java.util.Locale;

/**
 * Worth of a reading. Every code but {@link #GOOD} means that the sensor gave no value: a fault is a quality, never a
 * number. On top of the code a reading can carry the flags {@link #CLOCK_CORRECTED} and {@link #FUTURE}.
 */
public enum Quality {
    GOOD,
    /** The sensor or its logger reported a fault. */
    FAULT,
    /** No answer within the sensor's time-out. */
    TIMEOUT,
    /** An answer whose check sum was wrong. */
    CHECKSUM,
    /** An answer outside what the sensor can measure. */
    OUT_OF_RANGE,
    /** The sensor was not there. */
    DISCONNECTED;

    /** How far an instant may lie ahead of the receiver's clock; the most common mistake, local time written as Z, is 30 minutes. */
    public static final long FUTURE_TOLERANCE_MILLIS = 60_000;

    /** Recorded while the clock was not synchronised; its instant was found afterwards. */
    public static final int CLOCK_CORRECTED = 0x10;

    /**
     * Its instant lay more than {@link #FUTURE_TOLERANCE_MILLIS} ahead of the receiver's clock when it came: kept as evidence, and
     * never good, since its instant is wrong. History gives it; no agent does.
     */
    public static final int FUTURE = 0x20;

    private static final int CODE = 0x0f;

    private static final Quality[] CODES = values();

    public byte code() {
        return (byte) ordinal();
    }

    public static boolean isGood(byte code) {
        return (code & (CODE | FUTURE)) == 0;
    }

    /** Returns whether an instant can't be true by the receiver's clock. */
    public static boolean isAhead(long atMillis, long receivedMillis) {
        return atMillis - FUTURE_TOLERANCE_MILLIS > receivedMillis;
    }

    public static boolean isFuture(byte code) {
        return (code & FUTURE) != 0;
    }

    /** Returns whether there is a number, be it of use or not. */
    public static boolean hasValue(byte code) {
        return (code & CODE) == 0;
    }

    static boolean isKnown(long code) {
        return (code & ~(long) (CLOCK_CORRECTED | FUTURE)) < CODES.length && code >= 0;
    }

    /** The name used in REST answers: {@code good}, {@code clock-corrected}, {@code future}, {@code timeout} ... */
    public static String nameOf(byte code) {
        if (isFuture(code)) {
            return "future";
        }
        Quality quality = CODES[code & CODE];
        boolean corrected = (code & CLOCK_CORRECTED) != 0;
        if (quality == GOOD) {
            return corrected ? "clock-corrected" : "good";
        }
        return quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
