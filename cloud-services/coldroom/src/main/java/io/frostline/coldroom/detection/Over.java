package io.frostline.coldroom.detection;

import io.frostline.platform.text.EnumText;

/** Whose temperature a limit of a room is held against. */
public enum Over {
    /** Each sensor's by itself. */
    ANY,
    /** All at once: outside while every sensor that is known is outside, to the same side. */
    ALL,
    /** The mean of those that are known. */
    MEAN;

    public String lowerCase() {
        return EnumText.of(this);
    }
}
