package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.batches;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test that the file, its log and the log's index together never exceed the configured size on disk. */
class BufferSizeIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 5_000_000, 16 << 20})
    void whileSeveralTimesTheBoundIsWritten(int maxBytes) throws Exception {
        long most = 0;
        try (ReadingBuffer buffer = open(folder, maxBytes)) {
            long inFile;
            int written = 0;
            do {
                buffer.append(noise(written++));
                most = Math.max(most, onDisk());
                inFile = buffer.newest() - buffer.state().overflow();
            } while (buffer.state().overflow() < 3 * inFile); // the whole content was replaced three times
        }
        assertThat(most).isLessThanOrEqualTo(maxBytes).isGreaterThan(maxBytes / 2);
    }

    @Test
    void whileTheArchiveMakesRoom() throws Exception {
        int maxBytes = 2 << 20;
        try (ReadingBuffer buffer = open(folder, maxBytes)) {
            for (int written = 0; written < 3000; written++) {
                buffer.append(noise(written));
                buffer.receipted(buffer.epoch().orElseThrow(), List.of(new SequenceRanges.Range(1, buffer.newest())));
                assertThat(onDisk()).isLessThanOrEqualTo(maxBytes);
            }
            assertThat(buffer.state().overflow()).isZero();
        }
    }

    @Test
    void whileTheUplinkReadsWithoutAPause() throws Exception {
        int maxBytes = 2 << 20;
        AtomicBoolean done = new AtomicBoolean();
        try (ReadingBuffer buffer = open(folder, maxBytes)) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    try {
                        buffer.archived(1, Long.MAX_VALUE, 48 << 10);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            try {
                for (int written = 0; written < 2000; written++) {
                    buffer.append(noise(written));
                    assertThat(onDisk()).isLessThanOrEqualTo(maxBytes);
                }
            } finally {
                done.set(true);
            }
            reading.join();
        }
    }

    @Test
    void whileAnotherProcessReadsAndDoesNotEnd() throws Exception {
        int maxBytes = 2 << 20;
        int offered = 0;
        try (ReadingBuffer buffer = open(folder, maxBytes)) {
            while (buffer.state().overflow() == 0) {
                buffer.append(noise(offered++));
            }
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin");
                try (ResultSet row = statement.executeQuery("select count(*) from batch")) {
                    assertThat(row.next()).isTrue();
                }
                while (buffer.problem().isEmpty()) {
                    buffer.offer(noise(offered++));
                    await().atMost(TIMEOUT)
                            .until(() -> buffer.state().waitingReadings() == 0
                                    || buffer.problem().isPresent());
                    assertThat(onDisk()).isLessThanOrEqualTo(maxBytes);
                }
                // each attempt, one per second, fails for the same reason
                await().during(Duration.ofMillis(2500))
                        .atMost(TIMEOUT)
                        .until(() -> buffer.problem().orElse("").contains("reading the file"));
                statement.execute("commit");
            }
            await().atMost(TIMEOUT)
                    .until(() -> buffer.problem().isEmpty() && buffer.state().waitingReadings() == 0);
            buffer.append(noise(offered++));
            assertThat(onDisk()).isLessThanOrEqualTo(maxBytes);
            assertThat(buffer.state().discarded()).isZero();
            List<Batch> rest = batches(buffer);
            assertThat(rest.stream().mapToLong(Batch::readingCount).sum()
                            + rest.stream()
                                    .flatMap(b -> b.overflow().stream())
                                    .mapToLong(Batch.Overflow::readings)
                                    .sum())
                    .isEqualTo(500L * offered);
        }
    }

    @Test
    void aLogThatWasLongOnceIsNotWrittenBackAtEachCommit() throws Exception {
        try (BufferFile file = BufferFile.open(folder.resolve("buffer.db"))) {
            LogRoom room = new LogRoom(file, 4 << 20);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin");
                try (ResultSet row = statement.executeQuery("select count(*) from batch")) {
                    assertThat(row.next()).isTrue();
                }
                long sequence = 0;
                while (file.logBytes() <= LogRoom.share(4 << 20)) {
                    commit(file, room, ++sequence);
                }
                statement.execute("commit");
            }
            commit(file, room, 1000); // restarts the log
            commit(file, room, 1001);
            long writtenBack = room.writtenBack();
            assertThat(writtenBack).isPositive();
            for (long sequence = 1002; sequence < 1022; sequence++) {
                commit(file, room, sequence);
            }
            assertThat(room.writtenBack()).isEqualTo(writtenBack);
        }
    }

    private static void commit(BufferFile file, LogRoom room, long sequence) throws SQLException {
        StoredBatch batch = new StoredBatch(sequence, 1, new byte[3000]);
        Commit commit = new Commit();
        commit.touchedBytes = batch.payload().length;
        room.make();
        file.transaction(() -> file.batches().insert(batch));
        room.written(commit);
    }

    private long onDisk() {
        long bytes = 0;
        for (String suffix : List.of("", "-wal", "-shm")) {
            bytes += folder.resolve("buffer.db" + suffix).toFile().length();
        }
        return bytes;
    }
}
