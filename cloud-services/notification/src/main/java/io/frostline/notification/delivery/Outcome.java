package io.frostline.notification.delivery;

/** Outcome of a send. */
public sealed interface Outcome {
    record Accepted() implements Outcome {}

    /** Permanent refusal of this delivery, not of the connection. */
    record Refused(String reason) implements Outcome {}

    /** Temporary failure, or unknown outcome, because of connection, time or load: it may be sent later, or may have been sent. */
    record Unknown(String reason) implements Outcome {}
}
