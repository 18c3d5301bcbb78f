package io.frostline.notification.delivery;

import java.time.Duration;

/** Transport of deliveries to their receivers. Thread-safe. */
public interface Transport<A extends Attempt> {
    /** Sends outside any transaction, within {@link #longest}. */
    Outcome send(A attempt) throws InterruptedException;

    /** Returns the upper bound of a call of {@link #send}. */
    Duration longest();
}
