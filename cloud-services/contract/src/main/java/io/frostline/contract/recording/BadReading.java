package io.frostline.contract.recording;

/** A reading that can't be taken as it stands: says which field, and what would be right. */
public final class BadReading extends Exception {
    private static final long serialVersionUID = 1L;
    private final String field;

    public BadReading(String field, String reason) {
        super(reason, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
