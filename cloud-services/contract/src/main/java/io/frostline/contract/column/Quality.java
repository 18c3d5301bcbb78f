package io.frostline.contract.column;

import java.util.Locale;

/**
 * Quality of a reading. Every code but {@link #GOOD} means that the sensor gave no value: a fault is a quality, never a number. In
 * addition to the code, a reading can have the flags {@link #CLOCK_CORRECTED} and {@link #FUTURE}.
 */
public enum Quality {
    GOOD,
    /** The sensor or its logger reported a fault. */
    FAULT,
    /** The sensor did not answer within its timeout. */
    TIMEOUT,
    /** The answer had a wrong checksum. */
    CHECKSUM,
    /** The answer was outside what the sensor can measure. */
    OUT_OF_RANGE,
    /** The sensor was not connected. */
    DISCONNECTED;

    /**
     * Tolerance, in milliseconds, of an instant ahead of the receiver's clock; the most common mistake, local time written as Z, is
     * 30 minutes.
     */
    public static final long FUTURE_TOLERANCE_MILLIS = 60_000;

    /** Flag of a reading recorded while the clock was not synchronised; its instant was found afterwards. */
    public static final int CLOCK_CORRECTED = 0x10;

    /**
     * Flag of a reading whose instant was more than {@link #FUTURE_TOLERANCE_MILLIS} ahead of the receiver's clock on arrival. It
     * is kept as evidence, and is never good, since its instant is wrong. History sets it; no agent does.
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

    /** Returns true if an instant can't be true by the receiver's clock. */
    public static boolean isAhead(long atMillis, long receivedMillis) {
        return atMillis - FUTURE_TOLERANCE_MILLIS > receivedMillis;
    }

    public static boolean isFuture(byte code) {
        return (code & FUTURE) != 0;
    }

    /** Returns true if there is a number, usable or not. */
    public static boolean hasValue(byte code) {
        return (code & CODE) == 0;
    }

    static boolean isKnown(long code) {
        return (code & ~(long) (CLOCK_CORRECTED | FUTURE)) < CODES.length && code >= 0;
    }

    /** Returns the name used in REST answers: {@code good}, {@code clock-corrected}, {@code future}, {@code timeout} ... */
    public static String nameOf(byte code) {
        if (isFuture(code)) {
            return "future";
        }
        Quality quality = CODES[code & CODE];
        if (quality == GOOD) {
            return (code & CLOCK_CORRECTED) != 0 ? "clock-corrected" : "good";
        }
        return quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
