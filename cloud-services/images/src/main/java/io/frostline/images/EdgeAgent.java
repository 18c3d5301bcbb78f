package io.frostline.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The image of the agent, on the runtime of the base image: its own is for devices. */
record EdgeAgent() implements Product {
    private static final int HEALTH_PORT = 9464;

    @Override
    public String name() {
        return "edge-agent";
    }

    @Override
    public String title() {
        return "Frostline edge agent";
    }

    @Override
    public Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived) throws IOException {
        Program program = files(checkout, files, "/app");
        return new Contents(
                files,
                Map.of(program, Rehearsal.OF_AGENT),
                program.command(java, archived),
                List.of("--config", "/etc/frostline/agent.yaml"),
                // one malloc arena a core is what makes a JVM of few threads large
                Map.of("MALLOC_ARENA_MAX", "2"),
                List.of(HEALTH_PORT));
    }

    static Program files(Path checkout, FileTree files, String folder) throws IOException {
        Path built = checkout.resolve("edge-agent/target/agent");
        files.copy(built.resolve("lib"), folder + "/lib");
        files.copy(built.resolve("edge-agent.jar"), folder + "/edge-agent.jar");
        files.copy(built.resolve("agent.options"), folder + "/agent.options");
        return new Program(
                "agent", files, folder + "/edge-agent.jar", folder + "/agent.options", folder + "/agent.aot");
    }
}
