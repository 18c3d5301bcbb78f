package io.frostline.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Java program in an image: {@code java @options -jar jar}.
 *
 * @param jar its path in the image; its manifest names what it needs
 * @param options path in the image of a file with the JVM's options
 * @param archive path in the image of its class archive
 */
record Program(String name, FileTree files, String jar, String options, String archive) {
    /**
     * Copies a Quarkus app of the build's output: on one flat class path, so that the JVM can archive every class.
     *
     * @param archive where its archive of classes will be
     */
    static Program ofQuarkusApp(
            Path checkout, String app, FileTree files, String folder, String options, String archive)
            throws IOException {
        files.copy(checkout.resolve("cloud-services/apps/" + app + "/target/quarkus-app"), folder);
        return new Program(app, files, folder + "/quarkus-run.jar", options, archive);
    }

    /**
     * Returns the command in the image.
     *
     * @param archived whether the class archive is there
     */
    List<String> command(JavaHome java, boolean archived) {
        return archived
                ? List.of(java.javaInImage(), "@" + options, "-XX:AOTCache=" + archive, "-jar", jar)
                : List.of(java.javaInImage(), "@" + options, "-jar", jar);
    }

    /** Returns the command on this machine, where its files are prepared. */
    List<String> commandHere(JavaHome java, List<String> more) {
        List<String> command = new ArrayList<>(List.of(java.java().toString(), "@" + files.at(options)));
        command.addAll(more);
        command.addAll(List.of("-jar", files.at(jar).toString()));
        return command;
    }

    /** Writes a jar with only a manifest. On one flat class path, the JVM can archive every class. */
    static void writeJar(FileTree files, String jar, String mainClass, List<Path> classPath) throws IOException {
        Path folder = files.at(jar.substring(0, jar.lastIndexOf('/')));
        StringJoiner jars = new StringJoiner(" ");
        classPath.forEach(each -> jars.add(folder.relativize(each).toString()));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
        attributes.put(Attributes.Name.CLASS_PATH, jars.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            JarEntry entry = new JarEntry("META-INF/MANIFEST.MF");
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0)); // the earliest time that a jar can hold
            out.putNextEntry(entry);
            manifest.write(out);
            out.closeEntry();
        }
        files.write(jar, bytes.toByteArray());
    }
}
