package io.frostline.edge.control;

/** What control did and found; each becomes an entry of the log. */
sealed interface Decision {
    record CompressorSwitched(boolean on, Reason reason) implements Decision {}

    record DefrostStarted() implements Decision {}

    record DefrostEnded(Reason reason) implements Decision {}

    record DoorOpened() implements Decision {}

    record DoorClosed() implements Decision {}

    /** By the clock from now on, for want of a temperature. */
    record SafeState() implements Decision {}

    record Resumed(Reason reason) implements Decision {}
}
