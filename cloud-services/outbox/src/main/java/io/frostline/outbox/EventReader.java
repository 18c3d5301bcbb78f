package io.frostline.outbox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of a message's bytes what it means to a consumer. */
record EventReader<E>(ObjectMapper json, EventHandler<E> handler) {
    /** An event that has a meaning here. */
    record Read<E>(String id, E meaning) {}

    /** For a reason that lies with the message. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unreadable(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    /** @return nothing for an event of a type that has no meaning here */
    Optional<Read<E>> read(byte @Nullable [] message) throws Unreadable {
        try {
            Event event = json.readValue(message == null ? new byte[0] : message, Event.class);
            if (event == null || event.id() == null || event.type() == null || event.payload() == null) {
                throw new Unreadable("no event: it needs id, type and payload", null);
            }
            return handler.read(event).map(meaning -> new Read<>(event.id(), meaning));
        } catch (JacksonException e) {
            throw new Unreadable("no event: " + e.getOriginalMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        }
    }
}
