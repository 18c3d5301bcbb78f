package io.frostline.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Product's programs as the build left them, each started from its start archive: arguments of {@code java}. */
public final class Programs {
    private Programs() {}

    /** @param name of the app's folder */
    public static List<String> app(String name, String... options) {
        Path target = Deployment.root().resolve("cloud-services/apps/" + name + "/target");
        List<String> arguments = new ArrayList<>(archive(target.resolve("app.aot")));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("-jar", target + "/quarkus-app/quarkus-run.jar"));
        return arguments;
    }

    /**
     * Returns the arguments that start some of PostgreSQL, Kafka and the MQTT broker.
     *
     * @param which as the command {@code servers} takes it
     */
    public static List<String> servers(String memory, String... which) {
        Path target = Deployment.root().resolve("cloud-services/launcher/target");
        List<String> arguments = new ArrayList<>(archive(target.resolve("servers.aot")));
        String classPath = target + "/launcher.jar:" + target + "/lib/*";
        arguments.addAll(List.of(memory, "--sun-misc-unsafe-memory-access=allow", "-cp", classPath));
        arguments.addAll(List.of("io.frostline.launcher.Main", "servers"));
        arguments.addAll(List.of(which));
        arguments.add("--parent=" + ProcessHandle.current().pid());
        return arguments;
    }

    private static List<String> archive(Path file) {
        String collector = "-XX:+UseSerialGC";
        return Files.exists(file) ? List.of(collector, "-XX:AOTCache=" + file) : List.of(collector);
    }
}
