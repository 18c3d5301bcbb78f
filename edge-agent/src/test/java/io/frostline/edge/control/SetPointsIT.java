package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.Batch.Entry;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of commands that arrive late, twice, or in another order. */
class SetPointsIT {
    private static final List<RoomConfig> ROOMS = List.of(Rooms.freezer(null, -10));

    @Test
    void onlyTheNewestCountsAndEachIsAnsweredOnce(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder)) {
            SetPoints setPoints = new SetPoints(ROOMS, buffer);
            assertThat(setPoints.inForce("freezer")).isEqualTo(new SetPoints.InForce(-20, 0));
            setPoints.command("b", "freezer", -22, 2);
            setPoints.command("a", "freezer", -18, 1);
            setPoints.command("b", "freezer", -22, 2);
            assertThat(setPoints.inForce()).isEqualTo(Map.of("freezer", new SetPoints.InForce(-22, 2)));
            setPoints.command("c", "freezer", -30, 3);
            setPoints.command("c", "freezer", -30, 3);
            setPoints.command("d", "attic", -20, 1);
            setPoints.command("e", "freezer", Double.NaN, 4);
            assertThat(setPoints.inForce("freezer").celsius()).isEqualTo(-22);
        }
        try (ReadingBuffer buffer = open(folder)) {
            SetPoints setPoints = new SetPoints(ROOMS, buffer);
            assertThat(setPoints.inForce("freezer")).as("after a restart").isEqualTo(new SetPoints.InForce(-22, 2));
            setPoints.command("b", "freezer", -22, 2);
            setPoints.command("f", "freezer", -16, 4);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(LogOf.entries(buffer)).hasSize(5));
            List<Entry> entries = LogOf.entries(buffer);
            assertThat(entries.stream().map(e -> e.kind() + " " + e.detail().get("id")))
                    .containsExactly(
                            "set-point-applied b",
                            "set-point-refused c",
                            "set-point-refused d",
                            "set-point-refused e",
                            "set-point-applied f");
            assertThat(entries.get(0).detail())
                    .isEqualTo(Map.of("room", "freezer", "celsius", "-22.0", "version", "2", "id", "b"));
            assertThat(entries.get(1).detail()).containsEntry("reason", "-30.0 C is not within -25.0 to -15.0 C");
            assertThat(entries.get(2).detail()).containsEntry("reason", "no such room is controlled here");
        }
    }

    @Test
    void whatAConfigurationNoLongerAllowsIsNotInForce(@TempDir Path folder) throws Exception {
        try (ReadingBuffer buffer = open(folder)) {
            new SetPoints(ROOMS, buffer).command("a", "freezer", -24, 1);
            RoomConfig wide = ROOMS.getFirst();
            RoomConfig narrow = new RoomConfig(
                    wide.name(), wide.sensors(), -20, -21, -19, wide.plan(), wide.warming(), wide.equipment());
            assertThat(new SetPoints(List.of(narrow), buffer).inForce("freezer").celsius())
                    .isEqualTo(-20);
        }
    }

    static ReadingBuffer open(Path folder) {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        BufferConfig config = new BufferConfig(
                folder.resolve("buffer.db"), BufferConfig.DEFAULT_MAX_BYTES, Duration.ofMillis(20), 500);
        return ReadingBuffer.open(config, "site", SensorCatalog.of(List.<SensorCatalog.Sensor>of()), clock);
    }
}
