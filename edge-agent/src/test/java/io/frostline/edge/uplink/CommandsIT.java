package io.frostline.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.frostline.contract.batch.AgentCommand;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.SetPoint;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.config.AgentConfig;
import io.frostline.edge.control.LogOf;
import io.frostline.edge.control.RoomControl;
import io.frostline.edge.control.SetPoints;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of a set point on its way from the wire to the log and to the status. */
class CommandsIT {
    @Test
    void aSetPointIsAppliedOnceAndStandsInTheStatus(@TempDir Path folder) throws Exception {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        AgentConfig config = AgentConfig.read(Files.writeString(folder.resolve("agent.yaml"), """
                site: commands
                uplink: {broker: "tcp://127.0.0.1:9"}
                sensors: [{name: f-1}]
                rooms: [{name: freezer, sensors: [f-1], set-point: -20, band: {lowest: -24, highest: -18}, actuator: {kind: simulated}}]
                """));
        BufferConfig file = config.buffer();
        SensorCatalog catalog = SensorCatalog.of(List.of(new SensorCatalog.Sensor("f-1", Duration.ofSeconds(10))));
        try (ReadingBuffer buffer = ReadingBuffer.open(file, "commands", catalog, clock)) {
            SetPoints setPoints = new RoomControl(config.rooms(), Map.of("f-1", 0), buffer, clock).setPoints();
            StatusMessage status = new StatusMessage("1", buffer, setPoints);
            assertThat(setPointIn(status)).isEqualTo(-20);
            Commands commands = new Commands(buffer, new BatchPublisher("commands", buffer), setPoints);
            commands.setPoint("one", wanted(-22, 7));
            commands.setPoint("one", wanted(-22, 7));
            commands.setPoint("before", wanted(-19, 6));
            assertThat(setPointIn(status)).isEqualTo(-22);
            commands.setPoint("too cold", wanted(-40, 8));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(LogOf.kinds(buffer)).containsExactly("set-point-applied", "set-point-refused"));
            assertThat(setPointIn(status)).isEqualTo(-22);
        }
    }

    private static AgentCommand.SetPoint wanted(double celsius, long version) {
        byte[] wire = Command.newBuilder()
                .setSetPoint(SetPoint.newBuilder()
                        .setRoom("freezer")
                        .setCelsius(celsius)
                        .setVersion(version))
                .build()
                .toByteArray();
        return (AgentCommand.SetPoint) AgentCommand.decode(wire).action();
    }

    private static double setPointIn(StatusMessage status) throws Exception {
        try (JsonParser json = new JsonFactory().createParser(status.online())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("celsius")) {
                    json.nextToken();
                    return json.getDoubleValue();
                }
            }
        }
        throw new AssertionError("no set point in " + new String(status.online(), StandardCharsets.UTF_8));
    }
}
