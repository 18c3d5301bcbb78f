package io.frostline.contract.column;

/** Signal that encoded bytes break their format. It has no stack trace: it is an outcome, not a fault. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Malformed(String detail) {
        super(detail, null, false, false);
    }
}
