package io.frostline.notification;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Why somebody is written to. */
enum Kind {
    WELCOME,
    CONFIRMATION,
    REFUSAL,
    CANCELLATION,
    REALLOCATION,
    /** To those on duty for a room: no customers. */
    ALARM;

    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String lowerCase) {
        return valueOf(lowerCase.toUpperCase(Locale.ROOT));
    }

    /** The idempotency key of the one mail of this kind about this customer, or order. */
    UUID mailAbout(UUID about) {
        return UUID.nameUUIDFromBytes((lowerCase() + "/" + about).getBytes(StandardCharsets.UTF_8));
    }
}
