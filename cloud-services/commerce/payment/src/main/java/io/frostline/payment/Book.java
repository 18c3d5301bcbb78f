package io.frostline.payment;

import io.frostline.platform.text.EnumText;
import org.jspecify.annotations.Nullable;

/** Book in which an account's money is kept; each book has its own database. */
enum Book {
    /** Book in the payment database. */
    OPERATING,
    /** Book in the ledger database, next to the archive. */
    RESERVE;

    static final String NAMES = "operating|reserve";
    static final String NAMES_MESSAGE = "must be one of [operating, reserve]";

    /** Returns the book that a request names, or the operating book if it names none. */
    static Book asked(@Nullable String name) {
        return name == null ? OPERATING : EnumText.parse(Book.class, name);
    }
}
