package io.frostline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Configuration of the simulated cold store: ten sensors in four rooms, of which one is controlled. */
final class DemoStore {
    /** File in the demo's folder with the faults of the freezer; faults last while the file names them. */
    private static final String FAULTS = "freezer.faults";

    static final String SITE = "demo";

    private static final String CREDENTIALS = "  username: " + SITE + "\n  password-file: password\n";

    private DemoStore() {}

    static Path folder(Path data) {
        return data.resolve("demo");
    }

    static Path faults(Path data) {
        return folder(data).resolve(FAULTS);
    }

    /** @param mqttPassword of the site; null: the broker asks for none */
    static Path write(Path data, int mqttPort, @Nullable String mqttPassword) throws IOException {
        StringBuilder yaml = new StringBuilder("""
                # A simulated cold store; written anew at each start.
                site: %s
                buffer:
                  file: buffer.db
                  max-bytes: 256MiB
                uplink:
                  broker: tcp://127.0.0.1:%d
                %shealth:
                  port: 0
                sensors:
                """.formatted(SITE, mqttPort, mqttPassword == null ? "" : CREDENTIALS));
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
        Path folder = Files.createDirectories(folder(data));
        Files.deleteIfExists(faults(data)); // left by a demo that was interrupted
        if (mqttPassword != null) {
            Path secret = folder.resolve("password");
            Files.deleteIfExists(secret);
            Files.createFile(
                    secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secret, mqttPassword);
        }
        return Files.writeString(folder.resolve("agent.yaml"), yaml);
    }

    private static void sensors(StringBuilder yaml, String room, int count, int setPoint) {
        for (int i = 1; i <= count; i++) {
            yaml.append("  - {name: %s-%d, source: simulated, interval: 1s, set-point: %d, seed: %d}%n"
                    .formatted(room, i, setPoint, i));
        }
    }
}
