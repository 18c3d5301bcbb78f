package io.frostline.edge.uplink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.frostline.edge.buffer.ReadingBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The retained message that says how an agent is; its last will says that it is gone. */
final class StatusMessage {
    private static final JsonFactory JSON = new JsonFactory();

    private final String version;
    private final ReadingBuffer buffer;

    StatusMessage(String version, ReadingBuffer buffer) {
        this.version = version;
        this.buffer = buffer;
    }

    byte[] offline() {
        return json(false, Optional.empty());
    }

    byte[] online() throws SQLException {
        return json(true, buffer.oldestUnsent());
    }

    private byte[] json(boolean online, Optional<Long> oldestUnsent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("state", online ? "online" : "offline");
            json.writeStringField("version", version);
            if (online) {
                json.writeNumberField("backlog", buffer.state().unsentBatches());
                json.writeStringField(
                        "oldestUnsent",
                        oldestUnsent
                                .map(at -> Instant.ofEpochMilli(at).toString())
                                .orElse(null));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
