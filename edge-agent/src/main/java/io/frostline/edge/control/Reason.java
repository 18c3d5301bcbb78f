package io.frostline.edge.control;

import java.util.Locale;

/** Why a decision was taken. */
enum Reason {
    /** The temperature left the hysteresis around the set point. */
    TEMPERATURE,
    DEFROST,
    DOOR_OPEN,
    /** The door has been open for longer than cooling may wait. */
    DOOR_OPEN_TOO_LONG,
    SENSOR_FAULT,
    SENSOR_ANSWERS,
    LONGEST_TIME,
    /** It was found so: at the start, or switched by somebody else. */
    FOUND;

    /** As a log entry says it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
