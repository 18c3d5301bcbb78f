package io.frostline.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch.Entry;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.config.AgentConfig;
import io.frostline.edge.control.LogOf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the whole agent without a cloud: faults occur in a simulated room while it runs. */
class AgentControlIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void theRoomIsControlledThroughWhatGoesWrongInIt(@TempDir Path folder) throws Exception {
        Path faults = folder.resolve("freezer.faults");
        try (Agent agent = agent(folder)) {
            awaitKinds(agent, Entry.COMPRESSOR_OFF);
            Files.writeString(faults, "door=open\n");
            awaitKinds(agent, Entry.DOOR_OPENED, Entry.CONTROL_RESUMED, Entry.COMPRESSOR_ON);
            Files.writeString(faults, "relay=silent\nsensor=faulty\n");
            awaitKinds(agent, Entry.DOOR_CLOSED, Entry.ACTUATOR_FAILED, Entry.CONTROL_SAFE_STATE);
            Files.delete(faults);
            awaitKinds(agent, Entry.ACTUATOR_RECOVERED);
            await().atMost(TIMEOUT)
                    .until(() -> LogOf.kinds(agent.buffer()).stream()
                                    .filter(Entry.CONTROL_RESUMED::equals)
                                    .count()
                            == 2);
        }
    }

    private static void awaitKinds(Agent agent, String... kinds) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(LogOf.kinds(agent.buffer())).contains(kinds));
    }

    private static Agent agent(Path folder) throws Exception {
        AgentConfig config = AgentConfig.read(Files.writeString(folder.resolve("agent.yaml"), """
                site: control
                uplink: {broker: "tcp://127.0.0.1:9"}
                health: {port: 0}
                sensors: [{name: f-1, interval: 100ms}]
                rooms:
                  - name: freezer
                    sensors: [f-1]
                    set-point: -20
                    hysteresis: 0.2
                    min-on: 1s
                    min-off: 1s
                    sensor-timeout: 1s
                    door: {longest-stop: 1s}
                    actuator: {kind: simulated, faults: freezer.faults}
                """));
        return new Agent(config, new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH));
    }
}
