package io.frostline.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Archive of what the JVM learnt in an earlier run of a program: its classes, read and linked, and its hot methods. It is an AOT
 * cache by JEP 514 and 515 that halves the time of later starts. It is valid for one JDK and for exactly these jars; with any
 * others the JVM starts as if there were none.
 *
 * @param jars the program's class path: files, and folders with all that is in them
 * @param file where the archive is, or will be
 */
record StartArchive(List<Path> jars, Path file) {
    /**
     * Modification time of all jars. The JVM identifies a jar by size and time; a rebuild of the same sources gives the same bytes.
     */
    private static final FileTime SAME = FileTime.from(Instant.ofEpochSecond(1));

    private static final String JDK =
            System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version");

    static StartArchive ofApp(Path root, String name) {
        Path target = root.resolve("cloud-services/apps").resolve(name).resolve("target");
        return new StartArchive(List.of(target.resolve("quarkus-app")), target.resolve("app.aot"));
    }

    static StartArchive ofServers(Path root) {
        Path target = root.resolve("cloud-services/launcher/target");
        return new StartArchive(
                List.of(target.resolve("launcher.jar"), target.resolve("lib")), target.resolve("servers.aot"));
    }

    /** Returns the options of {@code java} by which a start uses the archive; none where it was not made. */
    List<String> use() {
        return Files.exists(file) ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /** Returns the options of {@code java} by which a run makes the archive when it ends. */
    List<String> make() throws IOException {
        Files.deleteIfExists(file);
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    /** Returns whether the archive was made of these jars by this JDK, and so can be used. */
    boolean isCurrent() throws IOException {
        String digest = digest();
        return Files.exists(file)
                && Files.exists(madeOf())
                && Files.readString(madeOf()).equals(digest);
    }

    /** Records the jars and the JDK of an archive that has just been made. */
    void record() throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("the JVM made no " + file);
        }
        Files.writeString(madeOf(), digest());
    }

    private Path madeOf() {
        return file.resolveSibling(file.getFileName() + ".of");
    }

    private String digest() throws IOException {
        MessageDigest digest = sha256();
        digest.update(JDK.getBytes(StandardCharsets.UTF_8));
        for (Path each : files()) {
            Files.setLastModifiedTime(each, SAME);
            digest.update(each.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            Files.copy(each, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path each : jars) {
            try (Stream<Path> all = Files.walk(each)) {
                all.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
