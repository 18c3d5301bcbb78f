package io.frostline.edge.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writer of one JSON object, member by member. The agent writes so little JSON that a library would cost more than the writing
 * itself. Not thread-safe.
 */
public final class JsonText {
    private final StringBuilder text;
    private boolean first = true;

    private JsonText(StringBuilder text) {
        this.text = text;
    }

    /**
     * Returns one JSON object as UTF-8.
     *
     * @param members adds each member once
     */
    public static byte[] object(Consumer<JsonText> members) {
        StringBuilder text = new StringBuilder(256);
        object(text, members);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void object(StringBuilder text, Consumer<JsonText> members) {
        text.append('{');
        members.accept(new JsonText(text));
        text.append('}');
    }

    /** Adds a number, or any other value as its text. Null is written for what JSON cannot represent, such as NaN. */
    public JsonText member(String name, @Nullable Object value) {
        name(name);
        if (value == null || value instanceof Double number && !Double.isFinite(number)) {
            text.append("null");
        } else if (value instanceof Number) {
            text.append(value);
        } else {
            quoted(value.toString());
        }
        return this;
    }

    public JsonText member(String name, Consumer<JsonText> members) {
        name(name);
        object(text, members);
        return this;
    }

    /** Adds an array of objects, one for each element. */
    public <T> JsonText member(String name, List<T> elements, BiConsumer<JsonText, T> members) {
        name(name);
        text.append('[');
        for (int i = 0; i < elements.size(); i++) {
            T element = elements.get(i);
            text.append(i == 0 ? "" : ",");
            object(text, object -> members.accept(object, element));
        }
        text.append(']');
        return this;
    }

    private void name(String name) {
        text.append(first ? "" : ",");
        first = false;
        quoted(name);
        text.append(':');
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
