package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.readings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of disks that are full, read-only, locked or missing. */
class BufferDiskFaultIT {
    @Test
    void aLockedFileIsSaidAndWaitedFor(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                buffer.offer(readings(1, 1));
                await().atMost(TIMEOUT).until(() -> buffer.problem().isPresent());
                assertThat(buffer.problem().orElseThrow()).contains("lock");
                statement.execute("commit");
            }
            await().atMost(TIMEOUT).until(() -> buffer.problem().isEmpty() && buffer.newest() == 2);
            assertThat(chain(buffer)).hasSize(2);
        }
    }

    @Test
    void aFullDiskAndAReadOnlyDiskAreSaidAndWaitedFor(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.toString()),
                "can't mount a small disk here");
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            fill(folder.resolve("ballast"));
            for (int i = 0; i < 20; i++) {
                buffer.offer(noise(i));
            }
            await().atMost(TIMEOUT).until(() -> buffer.problem().isPresent());
            Files.delete(folder.resolve("ballast"));
            await().atMost(TIMEOUT).until(() -> buffer.state().waitingReadings() == 0);
            assertThat(buffer.problem()).isEmpty();
        }
        try {
            run("mount", "-o", "remount,ro", folder.toString());
            try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
                assertThat(buffer.problem()).isPresent();
                buffer.offer(readings(9000, 1));
                run("mount", "-o", "remount,rw", folder.toString());
                await().atMost(TIMEOUT).until(() -> buffer.state().waitingReadings() == 0);
                assertThat(buffer.problem()).isEmpty();
                assertThat(chain(buffer).stream().mapToInt(Batch::readingCount).sum())
                        .isEqualTo(1 + 20 * 500 + 1);
            }
        } finally {
            run("umount", "-l", folder.toString());
        }
    }

    @Test
    void readingsBeyondWhatMemoryMayHoldAreDiscardedAndRecorded(@TempDir Path folder) throws Exception {
        Path unreachable = folder.resolve("file-in-the-way");
        Files.writeString(unreachable, "x");
        BufferConfig config = new BufferConfig(unreachable.resolve("buffer.db"), 1 << 30, Duration.ofMillis(50), 500);
        try (ReadingBuffer buffer = open(config)) {
            assertThat(buffer.problem()).isPresent();
            for (int i = 0; i < 45; i++) {
                buffer.offer(noise(i));
            }
            assertThat(buffer.state().discarded()).isEqualTo(45 * 500 - ReadingBuffer.MAX_WAITING);
            Files.delete(unreachable);
            await().atMost(TIMEOUT).until(() -> buffer.state().waitingReadings() == 0);
            List<Batch> batches = chain(buffer);
            assertThat(batches.stream().mapToInt(Batch::readingCount).sum()).isEqualTo(ReadingBuffer.MAX_WAITING);
            assertThat(batches.stream().flatMap(b -> b.log().stream()))
                    .extracting(Batch.Entry::kind)
                    .contains(Batch.Entry.READINGS_DISCARDED);
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(Files.size(ballast)).isPositive();
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
