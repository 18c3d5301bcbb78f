package io.frostline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the simulated cold store: ten sensors in four rooms, of which one is controlled. */
final class DemoStore {
    /** In the folder of the data: what goes wrong in the freezer while it says so. */
    private static final String FAULTS = "demo/freezer.faults";

    private DemoStore() {}

    static Path faults(Path data) {
        return data.resolve(FAULTS);
    }

    static Path write(Path data, int mqttPort) throws IOException {
        StringBuilder yaml = new StringBuilder("""
                # A simulated cold store; written anew at each start.
                site: demo
                buffer:
                  file: buffer.db
                  max-bytes: 256MiB
                uplink:
                  broker: tcp://127.0.0.1:%d
                health:
                  port: 0
                sensors:
                """.formatted(mqttPort));
        sensors(yaml, "platform", 2, 5);
        sensors(yaml, "deepfreezer", 2, -28);
        sensors(yaml, "freezer", 4, -20);
        sensors(yaml, "cooler", 2, 3);
        // sixty times as fast as a real one, so that it can be watched
        yaml.append("""
                rooms:
                  - name: freezer
                    sensors: [freezer-1, freezer-2, freezer-3, freezer-4]
                    set-point: -20
                    band: {lowest: -24, highest: -18}
                    min-on: 3s
                    min-off: 3s
                    warming: {limit: -15}
                    actuator: {kind: simulated, speed: 60, faults: freezer.faults}
                """);
        Path folder = Files.createDirectories(data.resolve("demo"));
        Files.deleteIfExists(faults(data)); // of a demo that was interrupted
        return Files.writeString(folder.resolve("agent.yaml"), yaml);
    }

    private static void sensors(StringBuilder yaml, String room, int count, int setPoint) {
        for (int i = 1; i <= count; i++) {
            yaml.append("  - {name: %s-%d, source: simulated, interval: 1s, set-point: %d, seed: %d}%n"
                    .formatted(room, i, setPoint, i));
        }
    }
}
