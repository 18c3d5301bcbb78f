package io.frostline.contract.column;

import java.util.Locale;

/**
 * What a reading is worth. Every code but {@link #GOOD} means that the sensor gave no value: a fault is a quality,
 * never a number. On top of the code a reading can carry the flag {@link #CLOCK_CORRECTED}.
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

    /** Recorded while the clock was not synchronised; its instant was found afterwards. */
    public static final int CLOCK_CORRECTED = 0x10;

    private static final Quality[] CODES = values();

    public byte code() {
        return (byte) ordinal();
    }

    public static boolean isGood(byte code) {
        return (code & 0x0f) == 0;
    }

    static boolean isKnown(long code) {
        return (code & ~(long) CLOCK_CORRECTED) < CODES.length && code >= 0;
    }

    /** The name used in REST answers: {@code good}, {@code clock-corrected}, {@code timeout} ... */
    public static String nameOf(byte code) {
        Quality quality = CODES[code & 0x0f];
        boolean corrected = (code & CLOCK_CORRECTED) != 0;
        if (quality == GOOD) {
            return corrected ? "clock-corrected" : "good";
        }
        return quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
