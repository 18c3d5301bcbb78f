package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Container;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images, made by the launcher on a base of this machine: no registry is asked. */
final class Images {
    private Images() {}

    /** @return the archives */
    static List<Path> make(Path folder, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("package", "images", "--base", "local", "--target", folder.toString()));
        command.addAll(List.of(arguments));
        ServerProcess making = OneMachineIT.run(folder.resolve("package.log"), command.toArray(String[]::new));
        await().atMost(Duration.ofMinutes(10)).until(() -> !making.isAlive());
        assertThat(making.awaitEnd()).as(making.log()).isZero();
        try (Stream<Path> made = Files.list(folder)) {
            return made.filter(file -> file.toString().endsWith(".tar"))
                    .sorted()
                    .toList();
        }
    }

    /** @return by which name podman knows it */
    static String load(Path folder, String... arguments) throws IOException {
        List<Path> made = make(folder, arguments);
        assertThat(made).hasSize(1);
        return Container.load(made.getFirst());
    }
}
