package io.frostline.contract.recording;

/** Refusal of an invalid reading: it says which field is wrong, and what would be right. */
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
