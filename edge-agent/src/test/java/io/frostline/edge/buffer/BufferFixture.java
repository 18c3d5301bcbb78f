package io.frostline.edge.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Quality;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fixture of buffers, of readings written to them, and of their content. */
final class BufferFixture {
    static final SensorCatalog CATALOG = SensorCatalog.of(List.of(
            new SensorCatalog.Sensor("a", Duration.ofSeconds(1)),
            new SensorCatalog.Sensor("b", Duration.ofSeconds(1))));
    /** Instant of the first reading, in milliseconds since 1970. */
    static final long T0 = 1_780_000_000_000L;

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private BufferFixture() {}

    static ReadingBuffer open(Path folder, long maxBytes) {
        return open(config(folder, maxBytes));
    }

    /** Opens a buffer that uses the system clock. */
    static ReadingBuffer open(BufferConfig config) {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        return ReadingBuffer.open(config, "site", CATALOG, clock);
    }

    static BufferConfig config(Path folder, long maxBytes) {
        return new BufferConfig(folder.resolve("buffer.db"), maxBytes, Duration.ofMillis(20), 500);
    }

    /** Returns one reading per second, from the sensors in turn; the first is number {@code from}. */
    static List<SensorReading> readings(int from, int count) {
        List<SensorReading> readings = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            readings.add(new SensorReading(
                    i % 2, new Stamp(T0 + i * 1000L, true), -20_000_000 + i % 7 * 100_000L, Quality.GOOD));
        }
        return readings;
    }

    /** Returns five hundred readings that do not compress. */
    static List<SensorReading> noise(int number) {
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

    /** Returns the sequences of unsent batches. */
    static List<Long> unsent(ReadingBuffer buffer) throws Exception {
        List<Long> sequences = new ArrayList<>();
        SequenceRanges none = new SequenceRanges();
        for (List<StoredBatch> run = buffer.unsent(1, Long.MAX_VALUE, none, 1 << 20);
                !run.isEmpty();
                run = buffer.unsent(run.getLast().sequence() + 1, Long.MAX_VALUE, none, 1 << 20)) {
            run.forEach(batch -> sequences.add(batch.sequence()));
        }
        return sequences;
    }

    /** Returns all batches that are left. */
    static List<Batch> batches(ReadingBuffer buffer) throws Exception {
        BatchCodec codec = new BatchCodec();
        return buffer.archived(1, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(stored -> ((Decoded.Accepted) codec.decode(stored.payload())).batch())
                .toList();
    }

    /** Returns all batches, and asserts that they form one chain from the first on. */
    static List<Batch> chain(ReadingBuffer buffer) throws Exception {
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
}
