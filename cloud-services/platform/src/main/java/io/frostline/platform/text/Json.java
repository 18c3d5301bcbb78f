package io.frostline.platform.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON of the program's own values and stored rows. A failure is a bug or damage, which no caller can handle. */
public final class Json {
    private Json() {}

    public static String write(ObjectMapper json, Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param what the text is, for the message of the failure */
    public static <T> T read(ObjectMapper json, String text, Class<T> type, String what) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(what, e);
        }
    }

    /** @param what the tree is, for the message of the failure */
    public static <T> T read(ObjectMapper json, JsonNode tree, Class<T> type, String what) {
        try {
            return json.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(what, e);
        }
    }
}
