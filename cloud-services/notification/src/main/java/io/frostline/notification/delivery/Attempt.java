package io.frostline.notification.delivery;

import java.util.UUID;

/** Something that one has taken on to send. */
public interface Attempt {
    /** Its idempotency key. */
    UUID id();

    /** This one included. */
    int attempts();

    /** Whether an earlier attempt may have been received and nobody knows. */
    boolean repeated();
}
