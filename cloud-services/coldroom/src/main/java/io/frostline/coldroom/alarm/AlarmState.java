package io.frostline.coldroom.alarm;

enum AlarmState {
    OPEN,
    ACKNOWLEDGED,
    /** The excursion is over, whether or not somebody acknowledged it. */
    ENDED,
    /** There was no excursion, or it did not last long enough. */
    WITHDRAWN
}
