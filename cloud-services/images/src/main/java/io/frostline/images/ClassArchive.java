package io.frostline.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * A program's classes, read, verified and laid out as the JVM wants them: a start that maps them takes a third of the time. Of
 * the same list, jars and JVM the same bytes come; which classes a run loads differs a little from run to run, so the list is
 * kept, and goes with a release.
 */
final class ClassArchive {
    private static final Pattern NUMBER = Pattern.compile(" id: \\d+");

    private ClassArchive() {}

    /** What the JVM has listed, without what differs from run to run for the same classes, and what can't be archived. */
    static void tidy(Path listed, Path list, FileTree files) throws IOException {
        Set<String> sealed = sealed(files);
        TreeSet<String> classes = new TreeSet<>();
        for (String line : Files.readAllLines(listed)) {
            // comments, and which constants were resolved when the run ended
            boolean wanted = !line.startsWith("#") && !line.startsWith("@cp");
            if (wanted && !sealed.contains(line.split(" ", 2)[0])) {
                classes.add(NUMBER.matcher(line).replaceFirst(""));
            }
        }
        Files.createDirectories(list.toAbsolutePath().getParent());
        Files.write(list, classes);
    }

    /**
     * Classes of sealed packages: the JVM maps them with a package that is not sealed, and then refuses the others of that package.
     */
    private static Set<String> sealed(FileTree files) throws IOException {
        Set<String> sealed = new HashSet<>();
        for (Path file : files.jarsBelow("/app")) {
            try (JarFile jar = new JarFile(file.toFile())) {
                Manifest manifest = jar.getManifest();
                if (manifest != null
                        && "true".equals(manifest.getMainAttributes().getValue(Attributes.Name.SEALED))) {
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.endsWith(".class"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .forEach(sealed::add);
                }
            }
        }
        return sealed;
    }

    static void make(Program program, JavaHome java, Path list, Path folder) throws IOException, InterruptedException {
        Path archive = program.files().at(program.archive());
        Files.deleteIfExists(archive);
        Running.run(
                program.name() + "-archive",
                folder,
                program.commandHere(
                        java,
                        List.of(
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + list.toAbsolutePath(),
                                "-XX:SharedArchiveFile=" + archive)));
        if (!Files.exists(archive)) {
            throw new IOException("the JVM made no " + archive);
        }
        program.files().touch(program.archive());
    }
}
