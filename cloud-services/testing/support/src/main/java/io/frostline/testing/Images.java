package io.frostline.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Images built by the launcher on a base of this machine: no registry is asked. */
public final class Images {
    private Images() {}

    /**
     * @param names of images
     * @return the archives
     */
    public static List<Path> make(Path folder, String... names) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Deployment.root() + "/frostline", "package", "images", "--base=local", "--target=" + folder));
        command.addAll(List.of(names));
        ServerProcess.of("frostline package images", folder.resolve("package.log"), command, Map.of())
                .awaitSuccess(Duration.ofMinutes(10));
        try (Stream<Path> made = Files.list(folder)) {
            return made.filter(f -> f.toString().endsWith(".tar")).sorted().toList();
        }
    }

    /** @return its name in podman */
    public static String load(Path folder, String name) throws IOException {
        return Container.load(make(folder, name).getFirst());
    }

    /**
     * Drops an image's files from the kernel's cache, as after a machine's start. Files just written are mapped in larger pieces
     * than files that are read, and count as resident.
     */
    public static void forgetFiles(String image) throws IOException {
        String folders = "{{.GraphDriver.Data.LowerDir}}:{{.GraphDriver.Data.UpperDir}}";
        String layers = Container.podman("image", "inspect", "-f", folders, image);
        List<String> command = new ArrayList<>(List.of("find"));
        command.addAll(List.of(layers.strip().split(":")));
        command.addAll(List.of("-type", "f", "-size", "+99k", "-exec"));
        command.addAll(List.of("dd", "if={}", "iflag=nocache", "count=0", "status=none", ";"));
        Path log = Files.createTempFile("forget-files", ".log");
        ServerProcess.of("sync", log, List.of("sync"), Map.of()).awaitSuccess(Duration.ofMinutes(2));
        ServerProcess.of("find", log, command, Map.of()).awaitSuccess(Duration.ofMinutes(2));
        Files.delete(log);
    }
}
