package io.frostline.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Copies of charts that are changed a little, for what Helm shows at an installation only. */
final class Copies {
    private static final Map<Path, Path> UNHOOKED = new ConcurrentHashMap<>();

    private Copies() {}

    /** Of a chart whose hooks are manifests like any other: the rendering that is had in Java leaves hooks out. */
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
