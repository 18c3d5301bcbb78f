package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.config;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.readings;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that all readable batches of a damaged file are sent, and nothing that only resembles a batch. */
class DamagedBufferIT {
    private static final int PAGE = 4096;
    private static final int BATCHES = 40;

    /** Written batches by sequence. */
    private final TreeMap<Long, StoredBatch> written = new TreeMap<>();

    private long epoch;

    @Test
    void whicheverPageIsOverwrittenEachBatchIsReadAsItWasOrNamed(@TempDir Path folder) throws Exception {
        byte[] whole = write(folder);
        int lostInAll = 0;
        int structural = 0;
        for (int page = 0; page < whole.length / PAGE; page++) {
            Path file = folder.resolve("page-" + page);
            Files.write(file, overwritten(whole, page));
            try (DamagedBuffer damaged = DamagedBuffer.read(file, "site")) {
                int read = assertReadAsWritten(damaged);
                if (read > 0 && !damaged.summary().contains("what is behind them is lost")) {
                    long unverified = Long.parseLong(damaged.detail().getOrDefault("unverified", ""));
                    assertThat(read + damaged.unreadableCount() + unverified)
                            .as("page %d: %s", page, damaged.summary())
                            .isEqualTo(BATCHES);
                } else if (read == 0) {
                    assertThat(damaged.summary()).contains("nothing can be read");
                }
                lostInAll += BATCHES - read;
                // only batches on the overwritten page are lost, if it is a page of batches
                structural += BATCHES - read > 5 ? 1 : 0;
            }
        }
        assertThat(structural).isLessThanOrEqualTo(3);
        // a batch is on two or three pages, and some pages hold no batch
        assertThat(lostInAll).isGreaterThan(BATCHES / 2);
    }

    @Test
    void whicheverSectorIsZeroEachBatchIsReadAsItWas(@TempDir Path folder) throws Exception {
        byte[] whole = write(folder);
        for (int sector = 0; sector < whole.length / 512; sector++) {
            byte[] bytes = whole.clone();
            Arrays.fill(bytes, sector * 512, (sector + 1) * 512, (byte) 0);
            Path file = folder.resolve("sector-" + sector);
            Files.write(file, bytes);
            try (DamagedBuffer damaged = DamagedBuffer.read(file, "site")) {
                for (StoredBatch batch : all(damaged)) {
                    assertThat(batch.payload())
                            .as("sector %d, batch %d", sector, batch.sequence())
                            .isEqualTo(requireNonNull(written.get(batch.sequence()))
                                    .payload());
                    var unused = damaged.catalog(batch);
                }
            }
            Files.delete(file);
        }
    }

    @Test
    void aFileThatWasSentAndDeletedLeavesItsNumberUnused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("buffer.db");
        for (String gone : List.of("buffer.db.damaged-1.sent", "buffer.db.damaged-3-wal")) {
            Files.createFile(folder.resolve(gone));
        }
        Files.writeString(file, "damaged");
        SetAside.move(file);
        assertThat(SetAside.unsent(file)).containsExactly(folder.resolve("buffer.db.damaged-4"));
    }

    @Test
    void aByteThatIsAnotherIsNoReading(@TempDir Path folder) throws Exception {
        byte[] whole = write(folder);
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = whole.clone();
            bytes[PAGE + random.nextInt(bytes.length - PAGE)] ^= (byte) (1 << random.nextInt(8));
            Path file = folder.resolve("byte-" + i);
            Files.write(file, bytes);
            try (DamagedBuffer damaged = DamagedBuffer.read(file, "site")) {
                for (StoredBatch batch : all(damaged)) {
                    assertThat(batch.payload())
                            .isEqualTo(requireNonNull(written.get(batch.sequence()))
                                    .payload());
                }
            }
            Files.delete(file);
        }
    }

    @Test
    void whatTheCloudHasIsNotSentAgain(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = fill(folder)) {
            buffer.receipted(epoch, List.of(new SequenceRanges.Range(1, 10)));
            buffer.refused(epoch, 12, "refused");
            buffer.append(readings(100_000, 1)); // its commit also puts the earlier changes on disk
        }
        try (DamagedBuffer damaged = DamagedBuffer.read(folder.resolve("buffer.db"), "site")) {
            assertThat(all(damaged)).extracting(StoredBatch::sequence).startsWith(11L, 13L);
        }
    }

    @Test
    void onceItIsSentItIsReadNoMore(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("buffer.db"), overwritten(write(folder), 20));
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            DamagedBuffer damaged = buffer.readSetAside(Set.of()).orElseThrow();
            assertThat(damaged.epoch()).isEqualTo(epoch);
            damaged.settle(1, BATCHES);
            // a kill here sends it again
            assertThat(buffer.readSetAside(Set.of())).isPresent();
            buffer.sentSetAside(damaged);
            damaged.close();
            await().until(() -> buffer.readSetAside(Set.of()).isEmpty());
            assertThat(chain(buffer).stream().flatMap(batch -> batch.log().stream()))
                    .filteredOn(entry -> entry.kind().equals(Batch.Entry.BUFFER_RECOVERED))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.detail())
                            .containsEntry("file", "buffer.db.damaged-1")
                            .containsEntry("unreadable", Long.toString(damaged.unreadableCount()))
                            .containsKey("unreadable-batches"));
        }
    }

    @Test
    void whatIsNoDatabaseIsSaidToBeNone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("buffer.db"), "not a database, but long enough to be one. ".repeat(100));
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES);
                DamagedBuffer damaged = buffer.readSetAside(Set.of()).orElseThrow()) {
            assertThat(damaged.unsentCount()).isZero();
            assertThat(damaged.summary()).contains("nothing can be read");
        }
    }

    @Test
    void anotherSitesBatchesAreNotSent(@TempDir Path folder) throws Exception {
        fill(folder).close();
        try (DamagedBuffer damaged = DamagedBuffer.read(folder.resolve("buffer.db"), "elsewhere")) {
            assertThat(damaged.unsentCount()).isZero();
        }
    }

    private ReadingBuffer fill(Path folder) throws Exception {
        ReadingBuffer buffer = open(config(folder, BufferConfig.DEFAULT_MAX_BYTES));
        for (int i = 0; i < BATCHES; i++) {
            buffer.append(noise(i));
        }
        epoch = buffer.epoch().orElseThrow();
        buffer.archived(1, Long.MAX_VALUE, Integer.MAX_VALUE).forEach(batch -> written.put(batch.sequence(), batch));
        assertThat(written).hasSize(BATCHES);
        return buffer;
    }

    private byte[] write(Path folder) throws Exception {
        fill(folder).close();
        byte[] whole = Files.readAllBytes(folder.resolve("buffer.db"));
        try (DamagedBuffer undamaged = DamagedBuffer.read(folder.resolve("buffer.db"), "site")) {
            assertThat(assertReadAsWritten(undamaged)).isEqualTo(BATCHES - 1);
            assertThat(undamaged.detail()).containsEntry("unverified", "1");
        }
        return whole;
    }

    private static byte[] overwritten(byte[] whole, int page) {
        byte[] bytes = whole.clone();
        byte[] other = new byte[PAGE];
        new Random(page).nextBytes(other);
        System.arraycopy(other, 0, bytes, page * PAGE, PAGE);
        return bytes;
    }

    /**
     * Asserts that readable batches equal the written ones.
     *
     * @return number of readable batches
     */
    private int assertReadAsWritten(DamagedBuffer damaged) throws Exception {
        List<StoredBatch> all = all(damaged);
        for (StoredBatch batch : all) {
            assertThat(Arrays.equals(
                            batch.payload(),
                            requireNonNull(written.get(batch.sequence())).payload()))
                    .as("batch %d", batch.sequence())
                    .isTrue();
        }
        return all.size();
    }

    private static List<StoredBatch> all(DamagedBuffer damaged) throws Exception {
        List<StoredBatch> all = new ArrayList<>();
        SequenceRanges taken = new SequenceRanges();
        for (List<StoredBatch> next = damaged.unsent(taken, 1 << 16);
                !next.isEmpty();
                next = damaged.unsent(taken, 1 << 16)) {
            next.forEach(batch -> taken.add(batch.sequence(), batch.sequence()));
            all.addAll(next);
        }
        return all;
    }
}
