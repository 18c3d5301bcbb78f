package io.frostline.platform.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Position at which a page ended: opaque to clients, and valid only for the query that returned it.
 *
 * @param query hash of all query parameters but the cursor
 * @param position start of the next page, in the query's own terms
 */
public record Cursor(int query, long position) {
    public static Cursor of(long position, Object... query) {
        return new Cursor(java.util.Arrays.deepHashCode(query), position);
    }

    /**
     * Returns the cursor of a text; null if there is none.
     *
     * @throws Refused if the text is no cursor, or one of another query
     */
    public static @Nullable Cursor parse(@Nullable String text, Object... query) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            Cursor cursor = new Cursor(bytes.getInt(), bytes.getLong());
            if (!bytes.hasRemaining() && cursor.query == java.util.Arrays.deepHashCode(query)) {
                return cursor;
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            // refused below
        }
        throw Refused.badRequest(
                "cursor", "is not from this query; ask with the same parameters as the page that gave it, or without");
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(12).putInt(query).putLong(position).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
