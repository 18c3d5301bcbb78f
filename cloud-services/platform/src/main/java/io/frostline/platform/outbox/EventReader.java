package io.frostline.platform.outbox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reader that turns a message's bytes into what it means to a consumer. */
record EventReader<E>(ObjectMapper json, EventHandler<E> handler) {
    private static final ObjectWriter IN_ONE_ORDER =
            new ObjectMapper().writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    /** @param digest SHA-256 of its content, independent of the order of its fields */
    record Read<E>(String id, ByteBuffer digest, E meaning) {}

    /** Failure to read a message for a reason that lies with the message. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unreadable(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    /** @return empty for an event whose type has no meaning here */
    Optional<Read<E>> read(byte @Nullable [] message) throws Unreadable {
        try {
            Event event = json.readValue(message == null ? new byte[0] : message, Event.class);
            if (event == null || event.id() == null || event.type() == null || event.payload() == null) {
                throw new Unreadable("no event: it needs id, type and payload", null);
            }
            Optional<E> meaning = handler.read(event);
            return meaning.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Read<>(event.id(), digest(event), meaning.get()));
        } catch (JacksonException e) {
            throw new Unreadable("no event: " + e.getOriginalMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private static ByteBuffer digest(Event event) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((event.type() + '\n' + event.aggregate() + '\n').getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha256.digest(IN_ONE_ORDER.writeValueAsBytes(event.payload())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
