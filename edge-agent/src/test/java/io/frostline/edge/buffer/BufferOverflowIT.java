package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.T0;
import static io.frostline.edge.buffer.BufferFixture.batches;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.unsent;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.Batch;
import io.frostline.edge.clock.AgentClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that a full buffer deletes acknowledged batches first, then the oldest unsent ones, and reports the latter. */
class BufferOverflowIT {
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
            assertThat(buffer.usedBytes()).isLessThanOrEqualTo(1 << 20);
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
            } while (buffer.state().overflow() < 3 * inFile); // the whole content was replaced three times
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
            } while (buffer.state().overflow() < 3 * inFile); // the whole content was replaced three times
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
}
