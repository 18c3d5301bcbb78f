package io.frostline.notification.delivery;

import java.time.Duration;

/** Way by which deliveries go out. Called from several threads. */
public interface Transport<A extends Attempt> {
    /** Sends outside of any transaction, within {@link #longest}. */
    Outcome send(A attempt) throws InterruptedException;

    /** Returns the upper bound of a call of {@link #send}. */
    Duration longest();
}
