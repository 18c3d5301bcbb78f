package io.frostline.notification.delivery;

/** What came of sending something. */
public sealed interface Outcome {
    record Accepted() implements Outcome {}

    /** For good: this one, not the connection. */
    record Refused(String reason) implements Outcome {}

    /** It may be sent later, or may have been: the reason is one of connection, time or load. */
    record Unknown(String reason) implements Outcome {}
}
