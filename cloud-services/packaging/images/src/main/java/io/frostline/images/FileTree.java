package io.frostline.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files of an image on this machine, at their paths in the image. All have the same time: the same content gives the same image,
 * and an archive of classes knows its jars by their time.
 */
record FileTree(Path root) {
    static final Instant TIME = Instant.ofEpochSecond(1);

    /** @param path in the image, from its root on */
    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    String inImage(Path file) {
        return "/" + root.relativize(file);
    }

    /**
     * Copies files; jars are unsealed.
     *
     * @param source a file, or a folder of which all files that are {@code wanted} are copied
     */
    void copy(Path source, String target, Predicate<Path> wanted) throws IOException {
        if (!Files.exists(source)) {
            throw new IOException(source + " is missing: build it first, by ./frostline build");
        }
        try (Stream<Path> all = Files.walk(source)) {
            for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile).filter(wanted)::iterator) {
                Path copy = at(target).resolve(source.relativize(each).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                if (copy.toString().endsWith(".jar")) {
                    Unsealed.write(copy);
                }
                setTime(copy);
            }
        }
    }

    void copy(Path source, String target) throws IOException {
        copy(source, target, file -> true);
    }

    void write(String target, byte[] content) throws IOException {
        Path file = at(target);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        setTime(file);
    }

    static void setTime(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    /** Returns the jars below a folder, sorted by their names. */
    List<Path> jarsBelow(String folder) {
        return files().stream()
                .filter(file -> file.startsWith(at(folder)) && file.toString().endsWith(".jar"))
                .toList();
    }

    /** Returns the files, sorted. */
    List<Path> files() {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
