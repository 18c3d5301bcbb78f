package io.frostline.contract.column;

/** Encoded columns that are not what the format says. Carries no stack trace: it is an answer, not a fault. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Malformed(String detail) {
        super(detail, null, false, false);
    }
}
