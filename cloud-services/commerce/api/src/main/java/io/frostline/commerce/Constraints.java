package io.frostline.commerce;

/** Patterns, bounds and messages of the constraints on bodies and parameters of commerce. */
public final class Constraints {
    public static final String MISSING = "is missing";

    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    public static final String NAME_MESSAGE = "must be 1 to 100 letters, digits, dots, dashes or underscores";

    /** Pattern of a text of 1 to 500 characters that is not blank. */
    public static final String TEXT = "(?sU)(?=.*\\S).{1,500}";

    public static final String TEXT_MESSAGE = "must be 1 to 500 characters";

    /** Upper bound of a quantity; nothing in a cold room reaches it. */
    public static final long MAX_QUANTITY = 1_000_000_000;

    public static final String QUANTITY_MESSAGE = "must be 1 to 1000000000, not ${validatedValue}";

    private Constraints() {}
}
