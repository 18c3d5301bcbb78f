package io.frostline.notification.delivery;

import java.util.UUID;

/** Attempt to send a delivery that has been taken. */
public interface Attempt {
    /** Returns the delivery's idempotency key. */
    UUID id();

    /** Returns the number of attempts, with this one. */
    int attempts();

    /** Returns true if it is unknown whether an earlier attempt was received. */
    boolean repeated();
}
