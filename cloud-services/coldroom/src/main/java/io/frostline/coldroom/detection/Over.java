package io.frostline.coldroom.detection;

import io.frostline.platform.text.EnumText;

/** Temperature that a limit of a room applies to. */
public enum Over {
    /** Each sensor's temperature by itself. */
    ANY,
    /** All sensors at once: outside while every known sensor is outside, to the same side. */
    ALL,
    /** Mean of the known sensors. */
    MEAN;

    public String lowerCase() {
        return EnumText.of(this);
    }
}
