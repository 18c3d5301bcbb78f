package io.frostline.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM came to know in an earlier run of a program - its classes, read and linked, and which methods are hot; an AOT
 * cache by JEP 514 and 515 - for later starts, which it halves. It is of one JDK and of these very jars: of any other the JVM
 * starts as if there were none.
 *
 * @param jars the program's class path: files, and folders with all that is in them
 * @param file where the archive is, or will be
 */
record StartArchive(List<Path> jars, Path file) {
    /** The JVM knows a jar by its size and its time; what is built again from the same sources is the same to the byte. */
    private static final FileTime SAME = FileTime.from(Instant.ofEpochSecond(1));

    private static final String JDK =
            System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version");

    /** Of a Quarkus app, by the name of its folder. */
    static StartArchive ofApp(Path root, String name) {
        Path target = root.resolve("cloud-services/apps").resolve(name).resolve("target");
        return new StartArchive(List.of(target.resolve("quarkus-app")), target.resolve("app.aot"));
    }

    /** Of this program. */
    static StartArchive ofServers(Path root) {
        Path target = root.resolve("cloud-services/launcher/target");
        return new StartArchive(
                List.of(target.resolve("launcher.jar"), target.resolve("lib")), target.resolve("servers.aot"));
    }

    /** Options of {@code java} by which a start uses it; none where it was not made. */
    List<String> use() {
        return Files.exists(file) ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /** Options of {@code java} by which a run makes it, at its end. */
    List<String> make() throws IOException {
        Files.deleteIfExists(file);
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    /** Whether it was made of these jars, by this JDK; then it can be used. */
    boolean isCurrent() throws IOException {
        String digest = digest();
        return Files.exists(file)
                && Files.exists(madeOf())
                && Files.readString(madeOf()).equals(digest);
    }

    /** Once it is made. */
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
            try (InputStream in = new DigestInputStream(Files.newInputStream(each), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
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
