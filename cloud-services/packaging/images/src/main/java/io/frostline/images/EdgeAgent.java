package io.frostline.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/** Image of the agent, on the base image's runtime; the agent's own runtime is for devices. */
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
        Program program = files(checkout, files, "/app", java.platform());
        return new Contents(
                files,
                Map.of(program, new Rehearsal.Agent()),
                program.command(java, archived),
                List.of("--config", "/etc/frostline/agent.yaml"),
                // one malloc arena per core would make a JVM of few threads large
                Map.of("MALLOC_ARENA_MAX", "1"),
                List.of(HEALTH_PORT));
    }

    /**
     * Copies the agent's files as on a device: jars without what a device does not need, with the libraries of SQLite and serial
     * lines beside them.
     */
    static Program files(Path checkout, FileTree files, String folder, Platform platform) throws IOException {
        Path target = checkout.resolve("edge-agent/target");
        Path built = target.resolve("agent");
        files.copy(built.resolve("lib"), folder + "/lib");
        files.copy(built.resolve("edge-agent.jar"), folder + "/edge-agent.jar");
        String libraries = folder + "/native";
        String options = Files.readString(built.resolve("agent.options")) + "-Dorg.sqlite.lib.path=" + libraries
                + "\n-DjSerialComm.library.path=" + libraries + "\n";
        files.write(folder + "/agent.options", options.getBytes(StandardCharsets.UTF_8));
        boolean arm = platform.architecture().equals("arm64");
        Path jars = target.resolve("lib");
        String sqlite = "org/sqlite/native/Linux/" + (arm ? "aarch64" : "x86_64") + "/libsqlitejdbc.so";
        files.write(libraries + "/libsqlitejdbc.so", file(jars, "sqlite-jdbc-*.jar", sqlite));
        String serial = "Linux/" + (arm ? "armv8_64" : "x86_64") + "/libjSerialComm.so";
        files.write(libraries + "/libjSerialComm.so", file(jars, "jSerialComm-*.jar", serial));
        return new Program(
                "agent", files, folder + "/edge-agent.jar", folder + "/agent.options", folder + "/agent.aot");
    }

    private static byte[] file(Path jars, String jar, String name) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, jar);
                JarFile opened = new JarFile(found.iterator().next().toFile());
                InputStream in = opened.getInputStream(opened.getJarEntry(name))) {
            return in.readAllBytes();
        }
    }
}
