package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.CATALOG;
import static io.frostline.edge.buffer.BufferFixture.T0;
import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.config;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.Quality;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of readings from before and after the time was known. */
class BufferClockIT {
    @Test
    void readingsOfBeforeAndAfterTheTimeWasKnownStandInBatchesOfTheirOwn(@TempDir Path folder) throws Exception {
        long[] nanos = {5_000_000_000L};
        AgentClock lost = new AgentClock(() -> Instant.ofEpochMilli(60_000), () -> nanos[0], 0xabcL, Instant.EPOCH);
        try (ReadingBuffer buffer =
                ReadingBuffer.open(config(folder, BufferConfig.DEFAULT_MAX_BYTES), "site", CATALOG, lost)) {
            buffer.append(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            nanos[0] += 3_600_000_000_000L;
            buffer.offer(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            lost.learnFromCloud(T0).ifPresent(buffer::clockLearned);
            buffer.append(List.of(new SensorReading(0, lost.stamp(), -20_000_000, Quality.GOOD)));
            List<Batch> batches = chain(buffer);
            List<Batch> unplaced =
                    batches.stream().filter(b -> b.boot() != null).toList();
            assertThat(unplaced).extracting(Batch::boot).containsOnly(0xabcL);
            assertThat(unplaced.stream().mapToInt(Batch::readingCount).sum()).isEqualTo(2);
            Batch placed = batches.stream()
                    .filter(b -> b.boot() == null && b.readingCount() > 0)
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
    void readingsDiscardedBeforeAndAfterTheTimeWasKnownAreSaidOnTheClockOfEach(@TempDir Path folder) throws Exception {
        Path unreachable = folder.resolve("file-in-the-way");
        Files.writeString(unreachable, "x");
        BufferConfig config = new BufferConfig(unreachable.resolve("buffer.db"), 1 << 30, Duration.ofMillis(50), 500);
        try (ReadingBuffer buffer = open(config)) {
            for (int i = 0; i < 40; i++) {
                buffer.offer(noise(i));
            }
            for (long millis : new long[] {5000, 6000, T0, T0 + 1000, T0 + 2000}) {
                assertThat(buffer.offer(
                                List.of(new SensorReading(0, new Stamp(millis, millis >= T0), 0, Quality.GOOD))))
                        .isFalse();
            }
            Files.delete(unreachable);
            await().atMost(TIMEOUT).until(() -> buffer.state().waitingReadings() == 0);
            List<Batch> saying = chain(buffer).stream()
                    .filter(b -> b.log().stream().anyMatch(e -> e.kind().equals(Batch.Entry.READINGS_DISCARDED)))
                    .toList();
            assertThat(saying).extracting(b -> b.boot() != null).containsExactlyInAnyOrder(true, false);
            assertThat(saying.stream()
                            .flatMap(b -> b.log().stream())
                            .map(e -> e.atMillis() + " from " + e.detail().get("from") + ": "
                                    + e.detail().get("readings")))
                    .containsExactlyInAnyOrder("6000 from 5000: 2", (T0 + 2000) + " from " + T0 + ": 3");
        }
    }
}
