package io.frostline.edge.buffer;

import static io.frostline.edge.buffer.BufferFixture.TIMEOUT;
import static io.frostline.edge.buffer.BufferFixture.batches;
import static io.frostline.edge.buffer.BufferFixture.open;
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

/** Test that a room's set point is stored together with its log entry. */
class BufferSetPointIT {
    @Test
    void theNewestIsKeptAcrossARestartAndEachIsSaidOnce(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.setPoint("freezer")).isEmpty();
            assertThat(apply(buffer, "freezer", -21, 2)).isTrue();
            assertThat(apply(buffer, "freezer", -21, 2)).isFalse();
            assertThat(apply(buffer, "freezer", -19, 1)).isFalse();
            assertThat(apply(buffer, "cooler", 3, 1)).isTrue();
            assertThat(buffer.setPoint("freezer")).hasValue(new SetPoint("freezer", -21, 2, "c2"));
        }
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.setPoint("freezer")).hasValue(new SetPoint("freezer", -21, 2, "c2"));
            assertThat(buffer.setPoint("cooler")).hasValue(new SetPoint("cooler", 3, 1, "c1"));
            assertThat(apply(buffer, "freezer", -21, 2)).isFalse();
            assertThat(apply(buffer, "freezer", -22, 3)).isTrue();
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(said(buffer)).containsExactly("freezer 2", "cooler 1", "freezer 3"));
        }
    }

    @Test
    void whatIsAppliedWhileTheFileCantBeWrittenIsKeptWhenItCan(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            apply(buffer, "freezer", -21, 1);
            await().atMost(TIMEOUT).until(() -> said(buffer).size() == 1);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("buffer.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                apply(buffer, "freezer", -22, 2);
                await().atMost(TIMEOUT).until(() -> buffer.problem().isPresent());
                assertThat(buffer.setPoint("freezer").orElseThrow().celsius()).isEqualTo(-22);
            }
            await().atMost(TIMEOUT).until(() -> said(buffer).size() == 2);
        }
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.setPoint("freezer").orElseThrow().version()).isEqualTo(2);
        }
    }

    @Test
    void aFileThatIsSetAsideTakesNoSetPointWithIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("buffer.db");
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            apply(buffer, "freezer", -21, 1);
            await().atMost(TIMEOUT).until(() -> said(buffer).size() == 1);
            long epoch = buffer.epoch().orElseThrow();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                buffer.log("any", "", Map.of());
                await().atMost(TIMEOUT).until(() -> buffer.problem().isPresent());
                Path damaged = Files.writeString(folder.resolve("damaged"), "not a database ".repeat(1000));
                Files.delete(folder.resolve("buffer.db-wal"));
                Files.move(damaged, file, StandardCopyOption.REPLACE_EXISTING);
            }
            await().atMost(TIMEOUT)
                    .until(() -> buffer.epoch().filter(e -> e != epoch).isPresent());
        }
        try (ReadingBuffer buffer = open(folder, BufferConfig.DEFAULT_MAX_BYTES)) {
            assertThat(buffer.setPoint("freezer").orElseThrow().celsius()).isEqualTo(-21);
        }
    }

    private static boolean apply(ReadingBuffer buffer, String room, double celsius, long version) {
        return buffer.apply(
                new SetPoint(room, celsius, version, "c" + version),
                Batch.Entry.SET_POINT_APPLIED,
                "set",
                Map.of("room", room, "version", Long.toString(version)));
    }

    private static List<String> said(ReadingBuffer buffer) throws Exception {
        return batches(buffer).stream()
                .flatMap(batch -> batch.log().stream())
                .filter(entry -> entry.kind().equals(Batch.Entry.SET_POINT_APPLIED))
                .map(entry -> entry.detail().get("room") + " " + entry.detail().get("version"))
                .toList();
    }
}
