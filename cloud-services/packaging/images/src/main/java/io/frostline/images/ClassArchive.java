package io.frostline.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Archive of a program's classes, read, verified and laid out as the JVM needs them: a start that maps them takes a third of the
 * time. The same list, jars and JVM give the same bytes. Which classes a run loads differs a little from run to run, so the list is
 * stored and goes with a release.
 */
final class ClassArchive {
    private static final Pattern NUMBER = Pattern.compile(" id: \\d+");

    private ClassArchive() {}

    /** Writes the JVM's list of classes, without what differs from run to run for the same classes. */
    static void tidy(Path listed, Path list) throws IOException {
        List<String> lines = Files.readAllLines(listed);
        // no comments, and no constants, whose resolution differs by run; a lambda follows its class,
        // and a lambda listed twice stands for two
        List<String> classes = Stream.concat(
                        lines.stream()
                                .filter(line -> !line.startsWith("#") && !line.startsWith("@"))
                                .map(line -> NUMBER.matcher(line).replaceFirst(""))
                                .distinct()
                                .sorted(),
                        lines.stream()
                                .filter(line -> line.startsWith("@lambda"))
                                .sorted())
                .toList();
        Files.createDirectories(list.toAbsolutePath().getParent());
        Path part = list.resolveSibling(list.getFileName() + ".part"); // a list that exists is taken as complete
        Files.write(part, classes);
        Files.move(part, list, StandardCopyOption.ATOMIC_MOVE);
    }

    static void make(Program program, JavaHome java, Path list, Path folder) throws IOException, InterruptedException {
        Path archive = program.files().at(program.archive());
        Files.deleteIfExists(archive);
        List<String> options = List.of(
                "-Xshare:dump", "-XX:SharedClassListFile=" + list.toAbsolutePath(), "-XX:SharedArchiveFile=" + archive);
        Running.run(program.name() + "-archive", folder, program.commandHere(java, options));
        if (!Files.exists(archive)) {
            throw new IOException("the JVM made no " + archive);
        }
        FileTree.setTime(archive);
    }
}
