package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.batches;
import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.readings;
import static io.frostline.edge.buffer.BufferFixture.unsent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that only a receipt removes batches from the unsent part. */
class BufferReceiptIT {
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
            await().atMost(TIMEOUT).until(() -> buffer.state().unsentBatches() == 1);
            buffer.append(readings(0, 10));
            buffer.append(readings(10, 10));
            List<Batch> batches = chain(buffer);
            assertThat(batches.getFirst().columns()).isEmpty();
            assertThat(buffer.oldestUnsent())
                    .hasValue(batches.get(1).columns().getFirst().readings().firstAt());
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
            await().atMost(TIMEOUT).until(() -> buffer.state().unsentBytes() == unsentBytes(buffer));
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
    void aReceiptThatWaitsForTheDiskFreesNothingInTheEpochThatFollows(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            buffer.append(readings(0, 1));
            long epoch = buffer.epoch().orElseThrow();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                buffer.receipted(epoch, List.of(new SequenceRanges.Range(1, 1)));
                await().atMost(TIMEOUT).until(() -> buffer.problem().isPresent());
                Path damaged = Files.writeString(folder.resolve("damaged"), "not a database ".repeat(1000));
                Files.delete(folder.resolve("buffer.db-wal"));
                Files.move(damaged, folder.resolve("buffer.db"), StandardCopyOption.REPLACE_EXISTING);
            }
            await().atMost(TIMEOUT)
                    .until(() -> buffer.epoch().filter(e -> e != epoch).isPresent());
            buffer.append(readings(1, 1));
            assertThat(buffer.state().unsentBatches()).isEqualTo(buffer.newest());
        }
    }
}
