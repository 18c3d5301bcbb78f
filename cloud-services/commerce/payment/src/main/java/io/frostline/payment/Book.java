package io.frostline.payment;

import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an account's money is kept: each book has a database of its own. */
enum Book {
    /** The payment database. */
    OPERATING,
    /** The ledger database, beside the archive. */
    RESERVE;

    /** @throws io.frostline.platform.web.Refused if there is no such book */
    static Book asked(@Nullable String name) {
        return name == null ? OPERATING : of(Checks.oneOf("book", name, List.of(OPERATING.wire(), RESERVE.wire())));
    }

    static Book of(String wire) {
        return EnumText.parse(Book.class, wire);
    }

    /** As requests, answers and tables name it. */
    String wire() {
        return EnumText.of(this);
    }
}
