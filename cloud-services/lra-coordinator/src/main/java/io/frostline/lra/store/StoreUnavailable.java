package io.frostline.lra.store;

/** The database does not answer: whether the change was made is not known. A repeated change has the effect of one. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreUnavailable(Throwable cause) {
        super("the database does not answer", cause);
    }
}
