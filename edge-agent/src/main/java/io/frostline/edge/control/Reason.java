package io.frostline.edge.control;

import java.util.Locale;

enum Reason {
    /** Temperature outside the hysteresis around the set point. */
    TEMPERATURE,
    DEFROST,
    DOOR_OPEN,
    /** Door that has been open for longer than cooling may wait. */
    DOOR_OPEN_TOO_LONG,
    SENSOR_FAULT,
    SENSOR_ANSWERS,
    LONGEST_TIME,
    /** State that was found: at the start, or switched by somebody else. */
    FOUND;

    /** Returns the reason as written in log entries. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
