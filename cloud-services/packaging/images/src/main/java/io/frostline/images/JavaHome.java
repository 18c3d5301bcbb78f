package io.frostline.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Java runtime of a base image, as files on this machine. An archive of classes must be made by the JVM that reads it.
 *
 * @param folder its path on this machine
 * @param inImage its JAVA_HOME in the image
 */
record JavaHome(Path folder, String inImage, Platform platform) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param archive of docker, as Jib writes it */
    static JavaHome unpack(Path archive, Platform platform, Path folder) throws IOException {
        Map<String, byte[]> descriptions = new TreeMap<>();
        forEach(archive, (entry, in) -> {
            if (entry.getName().endsWith(".json")) {
                descriptions.put(entry.getName(), in.readAllBytes());
            }
        });
        JsonNode manifest = JSON.readTree(descriptions.get("manifest.json")).get(0);
        JsonNode config = JSON.readTree(descriptions.get(manifest.get("Config").asText()));
        if (!config.path("architecture").asText().equals(platform.architecture())) {
            throw new IOException("the base image is for "
                    + config.path("architecture").asText() + ", not for " + platform.architecture());
        }
        String home = javaHome(config);
        for (JsonNode layer : manifest.get("Layers")) {
            forEach(archive, (entry, in) -> {
                if (entry.getName().equals(layer.asText())) {
                    forEach(new GZIPInputStream(in), (file, content) -> write(file, content, home, folder));
                }
            });
        }
        return new JavaHome(folder.resolve(home.substring(1)), home, platform);
    }

    private static String javaHome(JsonNode config) throws IOException {
        for (JsonNode variable : config.at("/config/Env")) {
            if (variable.asText().startsWith("JAVA_HOME=/")) {
                return variable.asText().substring("JAVA_HOME=".length());
            }
        }
        throw new IOException("the base image has no JAVA_HOME in its environment");
    }

    private static void write(TarArchiveEntry file, InputStream content, String home, Path folder) throws IOException {
        String name = "/" + file.getName().replaceFirst("^(\\./|/)+", "");
        Path path = folder.resolve(name.substring(1)).normalize();
        if (!name.startsWith(home + "/") || !path.startsWith(folder)) {
            return;
        }
        if (file.isDirectory()) {
            Files.createDirectories(path);
        } else if (file.isSymbolicLink()) {
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            Files.createSymbolicLink(path, Path.of(file.getLinkName()));
        } else if (file.isFile()) {
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            Files.copy(content, path);
            if ((file.getMode() & 0100) != 0) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
                mode.add(PosixFilePermission.OWNER_EXECUTE);
                Files.setPosixFilePermissions(path, mode);
            }
            Files.setLastModifiedTime(
                    path, FileTime.from(file.getLastModifiedTime().toInstant()));
        }
    }

    private interface Visitor {
        void visit(TarArchiveEntry entry, InputStream content) throws IOException;
    }

    private static void forEach(Path archive, Visitor visitor) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            forEach(in, visitor);
        }
    }

    @SuppressWarnings("resource") // whoever opened the stream closes it
    private static void forEach(InputStream in, Visitor visitor) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            visitor.visit(entry, tar);
        }
    }

    Path java() {
        return folder.resolve("bin/java");
    }

    String javaInImage() {
        return inImage + "/bin/java";
    }

    /** Returns whether this machine can run it: the platform matches, or an emulator is installed. */
    boolean runs() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(java().toString(), "-version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not a program for this machine
        }
    }
}
