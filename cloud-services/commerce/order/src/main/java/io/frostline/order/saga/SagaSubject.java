package io.frostline.order.saga;

import java.sql.Connection;
import java.sql.SQLException;

/** Kind of thing that sagas act on, orders or quarantines: learns of each step in the transaction that stores it. */
public interface SagaSubject {
    boolean isOf(Saga.Kind kind);

    /** Stores what the steps have told of the subject. */
    default void decided(Connection connection, Saga saga, SagaRun.Asked asked) throws SQLException {}

    /** Stores the subject's state that follows from the saga's end, and the event that tells of it. */
    void ended(Connection connection, Saga saga) throws SQLException;

    /** Returns whether payment has a part in the saga: it has none where nothing is to be paid. */
    boolean isPaid(Saga saga) throws SQLException;
}
