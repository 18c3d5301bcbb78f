package io.frostline.notification;

import io.frostline.platform.text.EnumText;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

enum Kind {
    WELCOME,
    CONFIRMATION,
    REFUSAL,
    CANCELLATION,
    REALLOCATION,
    /** Mail to people on duty for a room, not to customers. */
    ALARM;

    /** Returns the idempotency key of the one mail of this kind about this customer or order. */
    UUID mailAbout(UUID about) {
        return UUID.nameUUIDFromBytes((EnumText.of(this) + "/" + about).getBytes(StandardCharsets.UTF_8));
    }
}
