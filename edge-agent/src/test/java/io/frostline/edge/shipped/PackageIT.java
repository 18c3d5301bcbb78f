package io.frostline.edge.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the Debian package and the archive: build, installation and use. */
class PackageIT {
    private static final long MAX_BYTES = 45_000_000;
    private static final Path SOURCES = Path.of(System.getProperty("frostline.root", "."), "edge-agent", "src");

    @TempDir
    private Path folder;

    @Test
    void theSameBuildMakesTheSamePackages() throws Exception {
        pack("once", "0.1.0");
        pack("twice", "0.1.0");
        List<Path> made = list(folder.resolve("once"));
        assertThat(made).isNotEmpty();
        for (Path file : made) {
            assertThat(file).hasSameBinaryContentAs(folder.resolve("twice").resolve(file.getFileName()));
            assertThat(Files.size(file)).as(file.toString()).isLessThanOrEqualTo(MAX_BYTES);
        }
    }

    @Test
    void thePackageIsInstalledUpgradedAndRemovedAndTheBufferStays() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "needs Debian's dpkg");
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root, to make a view of this machine's Debian");
        pack("old", "0.1.0");
        pack("new", "0.2.0");
        Path work = Files.createDirectory(folder.resolve("work"));
        String said = run(
                SOURCES.resolve("test/dist/deb-lifecycle").toString(),
                debian("old").toString(),
                debian("new").toString(),
                work.toString());
        assertThat(said).endsWith("ALL WELL\n");
    }

    private Path debian(String out) throws IOException {
        return list(folder.resolve(out)).stream()
                .filter(file -> file.toString().endsWith(".deb"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> list(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    private void pack(String out, String version) throws Exception {
        run(
                SOURCES.resolve("main/dist/package").toString(),
                ShippedAgent.TARGET.toString(),
                folder.resolve(out).toString(),
                "--version",
                version);
    }

    private String run(String... command) throws Exception {
        Path log = Files.createTempFile(folder, "run", ".log");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroy();
        String said = Files.readString(log);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
