package io.frostline.testing;

import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Agent in a process of its own, with its buffer in a folder that outlives it. */
public final class EdgeAgent implements AutoCloseable {
    private final Path folder;
    private final int healthPort = Deployment.freePort();
    private final RestClient rest = new RestClient("http://127.0.0.1:" + healthPort, Duration.ofSeconds(5));
    private @Nullable ServerProcess process;

    /**
     * Creates an agent that commits twice a second.
     *
     * @param yaml the configuration, without buffer and health
     */
    public EdgeAgent(Path folder, String yaml) throws IOException {
        this(folder, yaml, "commit: 500ms");
    }

    private EdgeAgent(Path folder, String yaml, String buffer) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("agent.yaml"),
                yaml + "\nbuffer: {file: buffer.db, " + buffer + "}\nhealth: {port: " + healthPort + "}\n");
    }

    /** Creates an agent with the buffer's default settings. */
    public static EdgeAgent asShipped(Path folder, String yaml) throws IOException {
        return new EdgeAgent(folder, yaml, "");
    }

    public void start() throws IOException {
        String program = Deployment.root() + "/edge-agent/target/agent/bin/frostline-edge";
        List<String> command = List.of(program, "--config", folder + "/agent.yaml");
        process = ServerProcess.of("agent", folder.resolve("agent.log"), command, Map.of());
        process.await("answering", Duration.ofSeconds(60), () -> !get("/health").isEmpty());
    }

    private String get(String path) {
        return ask(path).map(answer -> answer.asString()).orElse("");
    }

    private Optional<Response> ask(String path) {
        try {
            return Optional.of(rest.get(path));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    public String health() {
        return get("/health");
    }

    /** Returns the status of {@link #health()}, as a supervisor asks for it; 0 where there is no answer. */
    public int healthStatus() {
        return ask("/health").map(answer -> answer.statusCode()).orElse(0);
    }

    /** Returns a metric's value; NaN where it cannot be read. */
    public double metric(String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(get("/metrics"));
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    public Path buffer() {
        return folder.resolve("buffer.db");
    }

    public ServerProcess process() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    public void kill() {
        process().kill();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
