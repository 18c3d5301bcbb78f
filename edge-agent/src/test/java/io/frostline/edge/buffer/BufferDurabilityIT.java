package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.readings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test that whatever {@code append} returned for is on disk, whenever the agent is killed, and that many readings share a commit.
 */
class BufferDurabilityIT {
    @Test
    void whatWasAppendedIsThereAfterAReopenAndTheChainGoesOn(@TempDir Path folder) throws Exception {
        long epoch;
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 10));
            epoch = buffer.epoch().orElseThrow();
        }
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.epoch()).contains(epoch);
            buffer.append(readings(10, 10));
            List<Batch> batches = chain(buffer);
            assertThat(batches.stream().mapToInt(Batch::readingCount).sum()).isEqualTo(20);
            assertThat(batches).extracting(Batch::sequence).containsExactly(1L, 2L);
        }
    }

    @Test
    void whatComesWithinACommitIntervalIsOneBatch(@TempDir Path folder) throws Exception {
        BufferConfig config = new BufferConfig(folder.resolve("buffer.db"), 1 << 30, Duration.ofSeconds(2), 500);
        try (ReadingBuffer buffer = open(config)) {
            CompletableFuture<Void> first = buffer.submit(readings(0, 1));
            CompletableFuture<Void> second = buffer.submit(readings(1, 1));
            CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
            assertThat(buffer.newest()).isEqualTo(1);
        }
    }

    @Test
    void fiveHundredReadingsWaitForNoInterval(@TempDir Path folder) throws Exception {
        BufferConfig config = new BufferConfig(folder.resolve("buffer.db"), 1 << 30, Duration.ofHours(1), 500);
        try (ReadingBuffer buffer = open(config)) {
            buffer.submit(readings(0, 500)).get(30, TimeUnit.SECONDS);
            assertThat(buffer.newest()).isEqualTo(1);
        }
    }

    @Test
    void aKilledAgentLosesNothingThatAppendReturnedFor(@TempDir Path folder) throws Exception {
        long durable = 0;
        for (int round = 0; round < 3; round++) {
            Path said = folder.resolve("said-" + round);
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Appender.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(said.toFile())
                    .start();
            int most = 20 + new Random().nextInt(200);
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.readAllLines(said).size() > most);
            writer.destroyForcibly();
            writer.waitFor();
            durable += Files.readString(said)
                    .lines()
                    .filter(line -> line.endsWith("."))
                    .count();
            try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
                long kept = chain(buffer).stream().mapToInt(Batch::readingCount).sum();
                assertThat(kept).isGreaterThanOrEqualTo(durable);
            }
        }
    }

    /** Process that appends one reading at a time and prints how many are durable. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) throws Exception {
            BufferConfig config = new BufferConfig(Path.of(args[0], "buffer.db"), 1 << 30, Duration.ofMillis(2), 500);
            try (ReadingBuffer buffer = open(config)) {
                for (int i = 1; i < 100_000; i++) {
                    buffer.append(readings(i, 1));
                    System.out.println(i + "."); // only a complete line counts
                }
            }
        }
    }
}
