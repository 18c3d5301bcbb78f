package io.frostline.edge.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Quality;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingBufferIT {
    private static final SensorCatalog CATALOG = SensorCatalog.of(List.of(
            new SensorCatalog.Sensor("a", Duration.ofSeconds(1)),
            new SensorCatalog.Sensor("b", Duration.ofSeconds(1))));
    private static final long T0 = 1_780_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);

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
    void onlyAReceiptTakesABatchOutOfTheUnsent(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            long epoch = buffer.epoch().orElseThrow();
            for (int i = 0; i < 5; i++) {
                buffer.append(readings(i * 10, 10));
            }
            assertThat(unsent(buffer)).containsExactly(1L, 2L, 3L, 4L, 5L);
            buffer.receipted(epoch, List.of(new SequenceRanges.Range(2, 3)));
            assertThat(unsent(buffer)).containsExactly(1L, 4L, 5L);
            buffer.receipted(epoch + 1, List.of(new SequenceRanges.Range(1, 5)));
            buffer.receipted(epoch, List.of(new SequenceRanges.Range(5, 900), new SequenceRanges.Range(3, 1)));
            assertThat(unsent(buffer)).containsExactly(1L, 4L, 5L);
            assertThat(buffer.archived(2, 3, 1 << 20)).hasSize(2);
        }
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(unsent(buffer)).containsExactly(1L, 4L, 5L);
        }
    }

    @Test
    void theOldestUnsentReadingIsThatBehindTheLogOfAStart(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.oldestUnsent()).isEmpty();
            buffer.log(Batch.Entry.COMMAND_APPLIED, "before any reading", Map.of());
            await().atMost(PATIENCE).until(() -> buffer.state().unsentBatches() == 1);
            buffer.append(readings(0, 10));
            buffer.append(readings(10, 10));
            List<Batch> batches = chain(buffer);
            assertThat(batches.getFirst().columns()).isEmpty();
            assertThat(buffer.oldestUnsent())
                    .hasValue(batches.get(1).columns().getFirst().readings().firstAt());
        }
    }

    @Test
    void aFullBufferFreesTheArchiveFirst(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            long epoch = buffer.epoch().orElseThrow();
            int written = 0;
            do {
                buffer.append(noise(written++));
                buffer.receipted(epoch, List.of(new SequenceRanges.Range(1, buffer.newest())));
            } while (!buffer.archived(1, 1, 1).isEmpty());
            assertThat(buffer.state().overflow()).isZero();
            assertThat(buffer.archived(1, 1, 1)).isEmpty();
            assertThat(buffer.usedBytes()).isLessThanOrEqualTo((1 << 20) + (64 << 10));
        }
    }

    @Test
    void anOlderBatchWithoutAReceiptStaysWhileReceiptedOnesAreFreed(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            long epoch = buffer.epoch().orElseThrow();
            int written = 0;
            do {
                buffer.append(noise(written++));
                buffer.receipted(epoch, List.of(new SequenceRanges.Range(2, buffer.newest())));
            } while (buffer.newest() < 2 || !buffer.archived(2, 2, 1).isEmpty());
            assertThat(buffer.state().overflow()).isZero();
            assertThat(unsent(buffer)).containsExactly(1L);
        }
    }

    @Test
    void whatComesWithinACommitIntervalIsOneBatch(@TempDir Path folder) throws Exception {
        BufferConfig config = new BufferConfig(folder.resolve("buffer.db"), 1 << 30, Duration.ofSeconds(2), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", CATALOG, clock)) {
            CompletableFuture<Void> first = buffer.submit(readings(0, 1));
            CompletableFuture<Void> second = buffer.submit(readings(1, 1));
            CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
            assertThat(buffer.newest()).isEqualTo(1);
        }
    }

    @Test
    void fiveHundredReadingsWaitForNoInterval(@TempDir Path folder) throws Exception {
        BufferConfig config = new BufferConfig(folder.resolve("buffer.db"), 1 << 30, Duration.ofHours(1), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", CATALOG, clock)) {
            buffer.submit(readings(0, 500)).get(30, TimeUnit.SECONDS);
            assertThat(buffer.newest()).isEqualTo(1);
        }
    }

    @Test
    void aBufferFullOfUnsentBatchesDropsTheOldestAndSaysWhich(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            int written = 0;
            while (buffer.state().overflow() == 0) {
                buffer.append(noise(written++));
            }
            List<Batch> rest = batches(buffer);
            List<Batch.Overflow> overflow =
                    rest.stream().flatMap(b -> b.overflow().stream()).toList();
            assertThat(overflow).hasSize(1);
            assertThat(overflow.getFirst().first()).isEqualTo(1);
            assertThat(overflow.getFirst().last() + 1).isEqualTo(rest.getFirst().sequence());
            assertThat(overflow.getFirst().lastDigest())
                    .isEqualTo(rest.getFirst().previous());
            assertThat(overflow.getFirst().readings())
                    .isEqualTo(500 * overflow.getFirst().last());
            assertThat(overflow.getFirst().fromMillis()).isEqualTo(T0);
            assertThat(Files.size(folder.resolve("buffer.db"))).isLessThan(2 << 20);
        }
    }

    @Test
    void whatWentIsStillSaidWhenTheBatchThatSaidItGoes(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            int written = 0;
            long inFile;
            do {
                buffer.append(noise(written++));
                inFile = buffer.newest() - buffer.state().overflow();
            } while (buffer.state().overflow() < 3 * inFile); // all that was in it has gone three times
            List<Batch> rest = batches(buffer);
            List<Batch.Overflow> overflow =
                    rest.stream().flatMap(b -> b.overflow().stream()).toList();
            long said =
                    overflow.stream().mapToLong(o -> o.last() - o.first() + 1).sum();
            assertThat(said + rest.size()).isEqualTo(buffer.newest());
            assertThat(overflow.stream().mapToLong(Batch.Overflow::readings).sum()
                            + rest.stream().mapToLong(Batch::readingCount).sum())
                    .isEqualTo(500L * written);
        }
    }

    @Test
    void aDamagedFileIsSetAsideAndANewEpochSaysSo(@TempDir Path folder) throws Exception {
        long epoch;
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            for (int i = 0; i < 20; i++) {
                buffer.append(noise(i));
            }
            epoch = buffer.epoch().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("buffer.db"));
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve("buffer.db"), bytes);
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            assertThat(buffer.epoch().orElseThrow()).isNotEqualTo(epoch);
            assertThat(chain(buffer).getFirst().log())
                    .extracting(Batch.Entry::kind)
                    .containsExactly(Batch.Entry.BUFFER_SET_ASIDE);
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path aside = files.filter(f -> f.getFileName().toString().matches("buffer.db.damaged-\\d+"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllBytes(aside)).isEqualTo(bytes);
        }
    }

    @Test
    void aPageThatWasOverwrittenIsFoundAtTheStart(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            for (int i = 0; i < 20; i++) {
                buffer.append(noise(i));
            }
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("buffer.db"));
        int page = 4096 * (bytes.length / 4096 / 2);
        byte[] other = new byte[4096];
        new Random(1).nextBytes(other);
        System.arraycopy(other, 0, bytes, page, other.length);
        Files.write(folder.resolve("buffer.db"), bytes);
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            assertThat(chain(buffer).getFirst().log())
                    .extracting(Batch.Entry::kind)
                    .containsExactly(Batch.Entry.BUFFER_SET_ASIDE);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).anyMatch(f -> f.matches("buffer.db.damaged-\\d+"));
        }
    }

    @Test
    void aKillWhileADamagedFileIsSetAsideLosesNoPartOfIt(@TempDir Path folder) throws Exception {
        byte[] log = "what may still be saved".getBytes(StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("buffer.db.damaged-1"), "not a database");
        Files.write(folder.resolve("buffer.db-wal"), log); // the database had moved, its log had not
        for (int kill = 0; kill < 2; kill++) { // and then killed again before the new epoch had said so
            SetAside.finish(folder.resolve("buffer.db"));
            BufferFile.open(folder.resolve("buffer.db")).close();
        }
        assertThat(Files.readAllBytes(folder.resolve("buffer.db.damaged-1-wal")))
                .isEqualTo(log);
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            assertThat(chain(buffer).getFirst().log()).singleElement().satisfies(entry -> {
                assertThat(entry.kind()).isEqualTo(Batch.Entry.BUFFER_SET_ASIDE);
                assertThat(entry.detail()).containsEntry("file", "buffer.db.damaged-1");
            });
        }
    }

    @Test
    void aLockedFileIsSaidAndWaitedFor(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                buffer.offer(readings(1, 1));
                await().atMost(PATIENCE).until(() -> buffer.problem().isPresent());
                assertThat(buffer.problem().orElseThrow()).contains("lock");
                statement.execute("commit");
            }
            await().atMost(PATIENCE).until(() -> buffer.problem().isEmpty() && buffer.newest() == 2);
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
            await().atMost(PATIENCE).until(() -> buffer.problem().isPresent());
            Files.delete(folder.resolve("ballast"));
            await().atMost(PATIENCE).until(() -> buffer.state().waitingReadings() == 0);
            assertThat(buffer.problem()).isEmpty();
        }
        try {
            run("mount", "-o", "remount,ro", folder.toString());
            try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
                assertThat(buffer.problem()).isPresent();
                buffer.offer(readings(9000, 1));
                run("mount", "-o", "remount,rw", folder.toString());
                await().atMost(PATIENCE).until(() -> buffer.state().waitingReadings() == 0);
                assertThat(buffer.problem()).isEmpty();
                assertThat(chain(buffer).stream().mapToInt(Batch::readingCount).sum())
                        .isEqualTo(1 + 20 * 500 + 1);
            }
        } finally {
            run("umount", "-l", folder.toString());
        }
    }

    @Test
    void aReceiptThatWaitsForTheDiskFreesNothingInTheEpochThatFollows(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            long epoch = buffer.epoch().orElseThrow();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                buffer.receipted(epoch, List.of(new SequenceRanges.Range(1, 1)));
                await().atMost(PATIENCE).until(() -> buffer.problem().isPresent());
                Path damaged = Files.writeString(folder.resolve("damaged"), "not a database ".repeat(1000));
                Files.delete(folder.resolve("buffer.db-wal"));
                Files.move(damaged, folder.resolve("buffer.db"), StandardCopyOption.REPLACE_EXISTING);
            }
            await().atMost(PATIENCE)
                    .until(() -> buffer.epoch().filter(e -> e != epoch).isPresent());
            buffer.append(readings(1, 1));
            assertThat(buffer.state().unsentBatches()).isEqualTo(buffer.newest());
        }
    }

    @Test
    void unsentBytesAreThoseOfTheBatchesThatMustStillBeSent(@TempDir Path folder) throws Exception {
        long left;
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            int written = 0;
            while (buffer.state().overflow() == 0) {
                buffer.append(noise(written++));
            }
            long first = batches(buffer).getFirst().sequence();
            buffer.receipted(
                    buffer.epoch().orElseThrow(),
                    List.of(
                            new SequenceRanges.Range(first + 1, first + 3),
                            new SequenceRanges.Range(first + 2, first + 5)));
            buffer.refused(buffer.epoch().orElseThrow(), first + 7, "for a test");
            await().atMost(PATIENCE).until(() -> buffer.state().unsentBytes() == unsentBytes(buffer));
            left = unsentBytes(buffer);
        }
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            assertThat(buffer.state().unsentBytes()).isEqualTo(left).isPositive();
        }
    }

    private static long unsentBytes(ReadingBuffer buffer) throws Exception {
        long bytes = 0;
        long from = 1;
        while (true) {
            List<StoredBatch> run = buffer.unsent(from, Long.MAX_VALUE, new SequenceRanges(), Integer.MAX_VALUE);
            if (run.isEmpty()) {
                return bytes;
            }
            bytes += run.stream().mapToLong(batch -> batch.payload().length).sum();
            from = run.getLast().sequence() + 1;
        }
    }

    @Test
    void whenTheTimeBecameKnownIsStillSaidWhenTheBatchThatSaidItGoes(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, 1 << 20)) {
            buffer.clockLearned(new AgentClock.Learned(0xabcL, 5000, T0, "receipt"));
            buffer.log(Batch.Entry.COMMAND_APPLIED, "one", Map.of());
            buffer.log(Batch.Entry.COMMAND_APPLIED, "two", Map.of());
            int written = 0;
            long inFile;
            do {
                buffer.append(noise(written++));
                inFile = buffer.newest() - buffer.state().overflow();
            } while (buffer.state().overflow() < 3 * inFile); // all that was in it has gone three times
            assertThat(batches(buffer).stream().flatMap(b -> b.log().stream()))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.kind()).isEqualTo(Batch.Entry.CLOCK_LEARNED);
                        assertThat(entry.detail()).containsEntry("boot", "abc").containsEntry("monotonic", "5000");
                    });
            assertThat(batches(buffer).stream()
                            .flatMap(b -> b.overflow().stream())
                            .mapToLong(Batch.Overflow::logEntries)
                            .sum())
                    .isEqualTo(2);
        }
    }

    @Test
    void readingsBeyondWhatMemoryMayHoldAreDiscardedAndRecorded(@TempDir Path folder) throws Exception {
        Path unreachable = folder.resolve("file-in-the-way");
        Files.writeString(unreachable, "x");
        BufferConfig config = new BufferConfig(unreachable.resolve("buffer.db"), 1 << 30, Duration.ofMillis(50), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", CATALOG, clock)) {
            assertThat(buffer.problem()).isPresent();
            for (int i = 0; i < 45; i++) {
                buffer.offer(noise(i));
            }
            assertThat(buffer.state().discarded()).isEqualTo(45 * 500 - ReadingBuffer.MOST_WAITING);
            Files.delete(unreachable);
            await().atMost(PATIENCE).until(() -> buffer.state().waitingReadings() == 0);
            List<Batch> batches = chain(buffer);
            assertThat(batches.stream().mapToInt(Batch::readingCount).sum()).isEqualTo(ReadingBuffer.MOST_WAITING);
            assertThat(batches.stream().flatMap(b -> b.log().stream()))
                    .extracting(Batch.Entry::kind)
                    .contains(Batch.Entry.READINGS_DISCARDED);
        }
    }

    @Test
    void readingsDiscardedBeforeAndAfterTheTimeWasKnownAreSaidOnTheClockOfEach(@TempDir Path folder) throws Exception {
        Path unreachable = folder.resolve("file-in-the-way");
        Files.writeString(unreachable, "x");
        BufferConfig config = new BufferConfig(unreachable.resolve("buffer.db"), 1 << 30, Duration.ofMillis(50), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", CATALOG, clock)) {
            for (int i = 0; i < 40; i++) {
                buffer.offer(noise(i));
            }
            for (long millis : new long[] {5000, 6000, T0, T0 + 1000, T0 + 2000}) {
                assertThat(buffer.offer(
                                List.of(new SensorReading(0, new Stamp(millis, millis >= T0), 0, Quality.GOOD))))
                        .isFalse();
            }
            Files.delete(unreachable);
            await().atMost(PATIENCE).until(() -> buffer.state().waitingReadings() == 0);
            List<Batch> saying = chain(buffer).stream()
                    .filter(b -> b.log().stream().anyMatch(e -> e.kind().equals(Batch.Entry.READINGS_DISCARDED)))
                    .toList();
            assertThat(saying).extracting(b -> b.boot().isPresent()).containsExactlyInAnyOrder(true, false);
            assertThat(saying.stream()
                            .flatMap(b -> b.log().stream())
                            .map(e -> e.atMillis() + " from " + e.detail().get("from") + ": "
                                    + e.detail().get("readings")))
                    .containsExactlyInAnyOrder("6000 from 5000: 2", (T0 + 2000) + " from " + T0 + ": 3");
        }
    }

    @Test
    void readingsOfBeforeAndAfterTheTimeWasKnownStandInBatchesOfTheirOwn(@TempDir Path folder) throws Exception {
        long[] nanos = {5_000_000_000L};
        AgentClock lost =
                new AgentClock(() -> java.time.Instant.ofEpochMilli(60_000), () -> nanos[0], 0xabcL, Instant.EPOCH);
        try (ReadingBuffer buffer =
                ReadingBuffer.open(config(folder, BufferConfig.DEFAULT_MAX_BYTES), "site", CATALOG, lost)) {
            buffer.append(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            nanos[0] += 3_600_000_000_000L;
            buffer.offer(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            lost.learnFromCloud(T0).ifPresent(buffer::clockLearned);
            buffer.append(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            List<Batch> batches = chain(buffer);
            List<Batch> unplaced =
                    batches.stream().filter(b -> b.boot().isPresent()).toList();
            assertThat(unplaced).allMatch(b -> b.boot().getAsLong() == 0xabcL);
            assertThat(unplaced.stream().mapToInt(Batch::readingCount).sum()).isEqualTo(2);
            Batch placed = batches.stream()
                    .filter(b -> b.boot().isEmpty() && b.readingCount() > 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(placed.columns().getFirst().readings().firstAt()).isEqualTo(T0);
            Batch.Entry learned = batches.stream()
                    .flatMap(b -> b.log().stream())
                    .filter(e -> e.kind().equals(Batch.Entry.CLOCK_LEARNED))
                    .findFirst()
                    .orElseThrow();
            assertThat(learned.detail())
                    .containsEntry("boot", "abc")
                    .containsEntry("monotonic", "3605000")
                    .containsEntry("utc", Long.toString(T0));
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
            await().atMost(PATIENCE)
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

    /** Appends a reading at a time and prints how many are durable. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) throws Exception {
            AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
            BufferConfig config = new BufferConfig(Path.of(args[0], "buffer.db"), 1 << 30, Duration.ofMillis(2), 500);
            try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", CATALOG, clock)) {
                for (int i = 1; i < 100_000; i++) {
                    buffer.append(readings(i, 1));
                    System.out.println(i + "."); // a whole line, or it was not said
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------ helpers

    private ReadingBuffer open(Path folder, long maxBytes) {
        return ReadingBuffer.open(config(folder, maxBytes), "site", CATALOG, clock);
    }

    private static BufferConfig config(Path folder, long maxBytes) {
        return new BufferConfig(folder.resolve("buffer.db"), maxBytes, Duration.ofMillis(20), 500);
    }

    private static List<SensorReading> readings(int from, int count) {
        List<SensorReading> readings = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            readings.add(new SensorReading(
                    i % 2, new Stamp(T0 + i * 1000L, true), -20_000_000 + i % 7 * 100_000L, Quality.GOOD));
        }
        return readings;
    }

    /** Five hundred readings that don't compress. */
    private static List<SensorReading> noise(int number) {
        Random random = new Random(number);
        List<SensorReading> readings = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            readings.add(new SensorReading(
                    i % 2,
                    new Stamp(T0 + number * 500_000L + i * 1000L, true),
                    random.nextInt(50_000_000),
                    Quality.GOOD));
        }
        return readings;
    }

    private static List<Long> unsent(ReadingBuffer buffer) throws Exception {
        List<Long> sequences = new ArrayList<>();
        SequenceRanges none = new SequenceRanges();
        for (List<StoredBatch> run = buffer.unsent(1, Long.MAX_VALUE, none, 1 << 20);
                !run.isEmpty();
                run = buffer.unsent(run.getLast().sequence() + 1, Long.MAX_VALUE, none, 1 << 20)) {
            run.forEach(batch -> sequences.add(batch.sequence()));
        }
        return sequences;
    }

    private static List<Batch> batches(ReadingBuffer buffer) throws Exception {
        BatchCodec codec = new BatchCodec();
        return buffer.archived(1, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(stored -> ((Decoded.Accepted) codec.decode(stored.payload())).batch())
                .toList();
    }

    /** All batches, checked to be one chain from the first on. */
    private static List<Batch> chain(ReadingBuffer buffer) throws Exception {
        Digest previous = Digest.NONE;
        BatchCodec codec = new BatchCodec();
        List<Batch> batches = new ArrayList<>();
        for (StoredBatch stored : buffer.archived(1, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            Batch batch = ((Decoded.Accepted) codec.decode(stored.payload())).batch();
            assertThat(batch.previous()).isEqualTo(previous);
            assertThat(batch.sequence()).isEqualTo(batches.size() + 1L);
            previous = Digest.of(stored.payload());
            batches.add(batch);
        }
        return batches;
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
