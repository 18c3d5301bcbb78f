package io.frostline.lra.action;

/** Call that a participant has to get next; MicroProfile LRA 2.0, section 3.2. */
public enum Call {
    COMPLETE,
    COMPENSATE,
    /** Query of the outcome of an earlier complete or compensate. */
    STATUS,
    /** Notice that a failed participant, or a nested one whose parent has closed, may delete what it knows. */
    FORGET,
    /** Notice of the action's end. */
    AFTER;

    /** Returns true while the outcome of a participant is not known. */
    boolean isEnd() {
        return this == COMPLETE || this == COMPENSATE || this == STATUS;
    }
}
