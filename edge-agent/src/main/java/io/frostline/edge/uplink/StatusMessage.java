package io.frostline.edge.uplink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.control.SetPoints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The retained message that says how an agent is; its last will says that it is gone. */
final class StatusMessage {
    private static final JsonFactory JSON = new JsonFactory();

    private final String version;
    private final ReadingBuffer buffer;
    private final SetPoints setPoints;

    StatusMessage(String version, ReadingBuffer buffer, SetPoints setPoints) {
        this.version = version;
        this.buffer = buffer;
        this.setPoints = setPoints;
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
                writeSetPoints(json);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void writeSetPoints(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("setPoints");
        for (Map.Entry<String, SetPoints.InForce> room : setPoints.inForce().entrySet()) {
            json.writeObjectFieldStart(room.getKey());
            json.writeNumberField("celsius", room.getValue().celsius());
            json.writeNumberField("version", room.getValue().version());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
