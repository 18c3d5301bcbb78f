package io.frostline.coldroom.detection;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Temperature that a limit of a room applies to. */
public enum Over {
    /** Each sensor's temperature by itself. */
    @JsonProperty("any")
    ANY,
    /** All sensors at once: outside while every known sensor is outside, to the same side. */
    @JsonProperty("all")
    ALL,
    /** Mean of the known sensors. */
    @JsonProperty("mean")
    MEAN
}
