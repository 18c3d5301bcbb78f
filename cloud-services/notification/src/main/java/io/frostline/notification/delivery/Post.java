package io.frostline.notification.delivery;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Where what is due stands, and the way by which it goes out. Called from several threads. */
public interface Post<T extends Attempt> {
    /** Takes on what is due, and what its sender has not been heard of since, so that nobody else does meanwhile. */
    List<T> take(int most) throws SQLException;

    /** Outside of any transaction, within {@link #longest}. */
    Outcome send(T each) throws InterruptedException;

    Duration longest();

    void sent(T each) throws SQLException;

    void later(T each, Duration pause, String reason) throws SQLException;

    /** It is a dead letter from here on. */
    void failed(T each, String reason) throws SQLException;
}
