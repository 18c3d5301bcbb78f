package io.frostline.edge.shipped;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Agent as built in {@code target/agent}, in a process of its own: a hundred sensors at 1 Hz, four rooms. */
final class ShippedAgent implements AutoCloseable {
    static final Path TARGET = Path.of(System.getProperty("frostline.root", "."), "edge-agent", "target");

    private final Path folder;
    private final Process process;

    private ShippedAgent(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static ShippedAgent start(Path folder) throws IOException {
        return start(folder, yaml());
    }

    /**
     * Starts the agent.
     *
     * @param yaml configuration whose buffer is {@code buffer.db}
     */
    static ShippedAgent start(Path folder, String yaml) throws IOException {
        Path config = Files.writeString(folder.resolve("agent.yaml"), yaml);
        Process process = new ProcessBuilder(
                        TARGET.resolve("agent/bin/frostline-edge").toString(), "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        return new ShippedAgent(folder, process);
    }

    /** Drops the agent's files from the kernel's page cache. */
    static void forgetFiles() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(TARGET.resolve("agent"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                int status = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                        .inheritIO()
                        .start()
                        .waitFor();
                if (status != 0) {
                    throw new IOException("dd of " + file + " ended with " + status);
                }
            }
        }
    }

    private static String yaml() {
        String sensors = IntStream.range(0, 100)
                .mapToObj(i -> "  - {name: sensor-%d, source: simulated, interval: 1s}\n".formatted(i))
                .collect(Collectors.joining());
        String rooms = IntStream.range(0, 4).mapToObj(i -> """
                          - {name: room-%1$d, sensors: [sensor-%1$d, sensor-1%1$d, sensor-2%1$d], set-point: -20,
                             warming: {limit: -15}, defrost: {every: 6h}, actuator: {kind: simulated}}
                        """.formatted(i)).collect(Collectors.joining());
        return """
                site: shipped
                uplink: {broker: "tcp://127.0.0.1:9"}
                health: {port: 0}
                buffer: {file: buffer.db}
                sensors:
                %srooms:
                %s""".formatted(sensors, rooms);
    }

    Path buffer() {
        return folder.resolve("buffer.db");
    }

    /** Returns the batches in the buffer; none while it is being created. */
    List<byte[]> batches() {
        List<byte[]> batches = new ArrayList<>();
        if (Files.exists(buffer())) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + buffer() + "?mode=ro");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select payload from batch")) {
                while (rows.next()) {
                    batches.add(rows.getBytes(1));
                }
            } catch (SQLException e) {
                return List.of();
            }
        }
        return batches;
    }

    long pid() {
        return process.pid();
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("agent.log"));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
