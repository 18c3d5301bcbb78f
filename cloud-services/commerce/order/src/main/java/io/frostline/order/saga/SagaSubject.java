package io.frostline.order.saga;

/** Kind of thing that sagas act on, orders or quarantines; learns of each step in the transaction that stores it. */
public interface SagaSubject {
    boolean isOf(Saga.Kind kind);

    /** Stores what the steps reported about the subject. */
    default void decided(Saga saga, SagaRun.Asked asked) {}

    /** Stores the subject's state that follows from the saga's end, and the event that reports it. */
    void ended(Saga saga);

    /** Returns whether payment has a part in the saga; it has none if nothing is to be paid. */
    boolean isPaid(Saga saga);
}
