package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.chain;
import static io.frostline.edge.buffer.BufferFixture.noise;
import static io.frostline.edge.buffer.BufferFixture.open;
import static io.frostline.edge.buffer.BufferFixture.readings;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.Batch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that a damaged file is kept, and that a new epoch begins and reports it. */
class BufferSetAsideIT {
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
        Files.write(folder.resolve("buffer.db-wal"), log); // the database had been moved, its log had not
        for (int kill = 0; kill < 2; kill++) { // killed again before the new epoch has reported it
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
}
