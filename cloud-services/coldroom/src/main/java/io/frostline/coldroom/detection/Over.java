package io.frostline.coldroom.detection;

import java.util.Locale;

/** Whose temperature a limit of a room is held against. */
public enum Over {
    /** Each sensor's by itself. */
    ANY,
    /** All at once: outside while every sensor that is known is outside, to the same side. */
    ALL,
    /** The mean of those that are known. */
    MEAN;

    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
