package io.frostline.contract.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    private static final SensorCatalog CATALOG = SensorCatalog.of(List.of(
            new SensorCatalog.Sensor("freezer-1", Duration.ofSeconds(1)),
            new SensorCatalog.Sensor("freezer-2", Duration.ofSeconds(60))));
    private final BatchCodec codec = new BatchCodec();

    @Test
    void theGoldenBatchIsWrittenToTheByteAndReadBack() throws IOException {
        byte[] golden = golden("batch-v1.hex");
        assertThat(HexFormat.of().formatHex(codec.encode(example())))
                .isEqualTo(HexFormat.of().formatHex(golden));
        Batch batch = ((Decoded.Accepted) codec.decode(golden)).batch();
        assertThat(batch.site()).isEqualTo("bilbao");
        assertThat(batch.sequence()).isEqualTo(42);
        assertThat(batch.readingCount()).isEqualTo(4);
        assertThat(batch.columns().get(0).readings().celsius(1)).isEqualTo(-19.5);
        assertThat(batch.columns().get(1).readings().quality(0)).isEqualTo(Quality.TIMEOUT.code());
        assertThat(batch.log()).isEqualTo(example().log());
        assertThat(batch.overflow()).isEqualTo(example().overflow());
    }

    @Test
    void theGoldenCatalogKeepsItsName() throws IOException {
        assertThat(HexFormat.of().formatHex(CATALOG.encoded()))
                .isEqualTo(HexFormat.of().formatHex(golden("catalog-v1.hex")));
        assertThat(SensorCatalog.decode(CATALOG.encoded()).id()).isEqualTo(CATALOG.id());
    }

    @Test
    void transfersComeBack() {
        byte[] batch = codec.encode(example());
        BatchTransfer transfer = BatchTransfer.decode(new BatchTransfer(CATALOG, List.of(batch, batch)).encode());
        assertThat(transfer.catalog()).isEqualTo(CATALOG);
        assertThat(transfer.batches()).containsExactly(batch, batch);
    }

    @Property(tries = 2000)
    void arbitraryBytesAreABatchOrATypedRejection(@ForAll byte[] bytes) {
        assertThat(codec.decode(bytes)).isNotNull();
    }

    @Property(tries = 2000)
    void aDamagedBatchIsABatchOrATypedRejection(@ForAll Random random) {
        byte[] damaged = codec.encode(example());
        for (int i = 0; i <= random.nextInt(4); i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        assertThat(codec.decode(damaged)).isNotNull();
    }

    @Test
    void everyTruncatedBatchIsRejectedOrSaysLess() {
        byte[] whole = codec.encode(example());
        for (int length = 0; length < whole.length; length++) {
            Decoded decoded = codec.decode(Arrays.copyOf(whole, length));
            if (decoded instanceof Decoded.Accepted accepted) {
                // cut exactly between fields: only the fields behind the cut can be missing
                assertThat(accepted.batch().readingCount()).isIn(0, 4);
                assertThat(accepted.batch()).isNotEqualTo(example());
            }
        }
    }

    @Test
    void refusesImplausibleInstantsAndTemperatures() {
        assertThat(reason(with(32_503_680_000_000L * 28, -20_000_000))).isEqualTo(Decoded.Reason.OUT_OF_RANGE);
        assertThat(reason(with(0, -20_000_000))).isEqualTo(Decoded.Reason.OUT_OF_RANGE);
        assertThat(reason(with(1_700_000_000_000L, -274_000_000))).isEqualTo(Decoded.Reason.OUT_OF_RANGE);
    }

    @Test
    void refusesWhatNoDatabaseCouldStore() {
        for (Batch.Entry entry : List.of(
                new Batch.Entry(Long.MAX_VALUE, "agent-started", "", Map.of()),
                new Batch.Entry(-1, "agent-started", "", Map.of()),
                new Batch.Entry(0, "agent\0started", "", Map.of()),
                new Batch.Entry(0, "agent-started", "\0", Map.of()),
                new Batch.Entry(0, "agent-started", "", Map.of("boot", "\0")))) {
            assertThat(reason(with(42, entry, 2500, 0))).as(entry.toString()).isEqualTo(Decoded.Reason.INVALID_FIELD);
        }
        Batch.Entry good = new Batch.Entry(0, "agent-started", "", Map.of());
        assertThat(reason(with(Long.MAX_VALUE, good, 2500, 0))).isEqualTo(Decoded.Reason.INVALID_FIELD);
        assertThat(reason(with(42, good, -1, 0))).isEqualTo(Decoded.Reason.INVALID_FIELD);
        assertThat(reason(with(42, good, 2500, Long.MAX_VALUE))).isEqualTo(Decoded.Reason.INVALID_FIELD);
        assertThat(codec.decode(with(42, good, 2500, 0))).isInstanceOf(Decoded.Accepted.class);
    }

    private byte[] with(long sequence, Batch.Entry entry, long overflowReadings, long overflowTo) {
        Batch batch = example();
        return codec.encode(new Batch(
                batch.site(),
                batch.epoch(),
                sequence,
                batch.previous(),
                batch.catalog(),
                batch.boot(),
                batch.columns(),
                List.of(entry),
                List.of(new Batch.Overflow(3, 7, overflowReadings, 0, 0, overflowTo, Digest.NONE))));
    }

    @Test
    void refusesMoreReadingsThanMemoryIsMeantFor() {
        Readings equal = new Readings(ColumnCodec.MAX_READINGS + 1);
        for (int i = 0; i <= ColumnCodec.MAX_READINGS; i++) {
            equal.add(1_700_000_000_000L + i * 1000L, -20_000_000, Quality.GOOD.code(), 1000);
        }
        Batch batch = example();
        byte[] encoded = codec.encode(new Batch(
                batch.site(),
                batch.epoch(),
                batch.sequence(),
                batch.previous(),
                batch.catalog(),
                batch.boot(),
                List.of(new Column(0, equal)),
                List.of(),
                List.of()));
        assertThat(encoded.length).isLessThan(100_000);
        assertThat(reason(encoded)).isEqualTo(Decoded.Reason.MALFORMED);
    }

    @Test
    void refusesSitesThatWouldBreakATopic() {
        Batch batch = example();
        byte[] encoded = codec.encode(new Batch(
                "a/b", 1, 1, batch.previous(), batch.catalog(), batch.boot(), batch.columns(), batch.log(), List.of()));
        assertThat(reason(encoded)).isEqualTo(Decoded.Reason.INVALID_FIELD);
    }

    @Test
    void noDamageTakesMoreThanAMultipleOfTheBytesInMemory() {
        byte[] whole = codec.encode(example());
        codec.decode(whole); // load its classes first, so that they are not measured
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            int from = random.nextInt(damaged.length);
            Arrays.fill(damaged, from, Math.min(damaged.length, from + 4), (byte) random.nextInt());
            long before = allocated();
            codec.decode(damaged);
            assertThat(allocated() - before).isLessThan(4096L * whole.length);
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private Decoded.Reason reason(byte[] encoded) {
        return ((Decoded.Rejected) codec.decode(encoded)).reason();
    }

    private byte[] with(long at, long micro) {
        Readings readings = new Readings(1);
        readings.add(at, micro, (byte) 0, 0);
        Batch batch = example();
        return codec.encode(new Batch(
                batch.site(),
                1,
                1,
                Digest.NONE,
                batch.catalog(),
                null,
                List.of(new Column(0, readings)),
                List.of(),
                List.of()));
    }

    private static Batch example() {
        Readings first = new Readings(3);
        first.add(1_700_000_000_000L, -20_000_000, Quality.GOOD.code(), 1000);
        first.add(1_700_000_001_000L, -19_500_000, Quality.GOOD.code(), 1000);
        first.add(1_700_000_002_001L, -19_400_000, Quality.GOOD.code(), 1000);
        Readings second = new Readings(1);
        second.add(1_700_000_000_500L, 0, Quality.TIMEOUT.code(), 60_000);
        List<Column> columns = new ArrayList<>(List.of(new Column(0, first), new Column(1, second)));
        return new Batch(
                "bilbao",
                0x1122334455667788L,
                42,
                Digest.of("the one before".getBytes(StandardCharsets.UTF_8)),
                CATALOG.id(),
                null,
                columns,
                List.of(new Batch.Entry(1_700_000_000_000L, "agent-started", "version 1", Map.of("boot", "ff"))),
                List.of(new Batch.Overflow(3, 7, 2500, 0, 1_600_000_000_000L, 1_600_000_300_000L, Digest.NONE)));
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = BatchCodecTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
            return HexFormat.of().parseHex(hex);
        }
    }
}
