package io.frostline.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Copies of charts with small changes, for output that Helm gives only at an installation. */
final class Copies {
    private static final Map<Path, Path> UNHOOKED = new ConcurrentHashMap<>();

    private Copies() {}

    /** Returns a copy of a chart whose hooks are ordinary manifests: rendering in Java omits hooks. */
    static Path withoutHooks(Path chart) {
        return UNHOOKED.computeIfAbsent(chart, original -> {
            try {
                Path target = Chart.root()
                        .resolve("helm/target/copies")
                        .resolve(Long.toString(ProcessHandle.current().pid()))
                        .resolve(original.getFileName());
                copy(original, target, text -> text.replace("helm.sh/hook:", "frostline.io/hook:"));
                return target;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static void copy(Path original, Path target, UnaryOperator<String> change) throws IOException {
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = target.resolve(original.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, change.apply(Files.readString(file)));
            }
        }
    }
}
