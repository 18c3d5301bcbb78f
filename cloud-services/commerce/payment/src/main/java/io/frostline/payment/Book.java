package io.frostline.payment;

import io.frostline.platform.text.EnumText;
import org.jspecify.annotations.Nullable;

/** Where an account's money is kept: each book has a database of its own. */
enum Book {
    /** The payment database. */
    OPERATING,
    /** The ledger database, beside the archive. */
    RESERVE;

    static final String NAMES = "operating|reserve";
    static final String NAMES_MESSAGE = "must be one of [operating, reserve]";

    /** Returns the book that a request names, or the operating book where it names none. */
    static Book asked(@Nullable String name) {
        return name == null ? OPERATING : of(name);
    }

    static Book of(String wire) {
        return EnumText.parse(Book.class, wire);
    }

    /** As requests, answers and tables name it. */
    String wire() {
        return EnumText.of(this);
    }
}
