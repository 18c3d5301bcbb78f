package io.frostline.edge.uplink;

import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.control.SetPoints;
import io.frostline.edge.json.JsonText;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Retained message with an agent's status; its last will says that the agent is gone. */
record StatusMessage(String version, ReadingBuffer buffer, SetPoints setPoints) {
    byte[] offline() {
        return json(false, null);
    }

    byte[] online() throws SQLException {
        return json(true, buffer.oldestUnsent().orElse(null));
    }

    private byte[] json(boolean online, @Nullable Long oldestUnsent) {
        return JsonText.object(status -> {
            status.member("state", online ? "online" : "offline").member("version", version);
            if (online) {
                status.member("backlog", buffer.state().unsentBatches());
                status.member("oldestUnsent", oldestUnsent == null ? null : Instant.ofEpochMilli(oldestUnsent));
                status.member("setPoints", this::writeSetPoints);
            }
        });
    }

    private void writeSetPoints(JsonText rooms) {
        setPoints
                .inForce()
                .forEach((room, inForce) -> rooms.member(room, setPoint -> {
                    setPoint.member("celsius", inForce.celsius()).member("version", inForce.version());
                }));
    }
}
