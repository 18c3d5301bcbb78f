package io.frostline.coldroom.room;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Class of a room with its allowed set points in degrees Celsius. Deep-frozen: -18 or colder, Directive 89/108/EEC, article 5.
 * Chilled: 0 to 8, so that nothing freezes and 8, the medicines' upper limit (EU GDP guideline 2013/C 343/01), is not passed.
 * Ambient: up to 25 (same).
 */
public enum TemperatureClass {
    @JsonProperty("deep-frozen")
    DEEP_FROZEN(-80, -18),
    @JsonProperty("frozen")
    FROZEN(-40, -10),
    @JsonProperty("chilled")
    CHILLED(0, 8),
    @JsonProperty("ambient")
    AMBIENT(8, 25);

    private final double coldest;
    private final double warmest;

    TemperatureClass(double coldest, double warmest) {
        this.coldest = coldest;
        this.warmest = warmest;
    }

    boolean allows(double setPoint) {
        return setPoint >= coldest && setPoint <= warmest;
    }

    String range() {
        return "from " + coldest + " to " + warmest;
    }
}
