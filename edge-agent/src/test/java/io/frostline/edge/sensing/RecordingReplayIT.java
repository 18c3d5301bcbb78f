package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.CsvRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingReplayIT {
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final RecordingSink sink = new RecordingSink();

    @Test
    void replaysAtAFactorOfItsPaceWithTheInstantsThatStandInIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r.csv"), """
                date,a,b
                2026-01-01T00:00,1,2
                2026-01-01T00:01,###,3
                2026-01-01T00:03,4,
                """);
        CsvRecording.Format format = new CsvRecording.Format(ZoneId.of("UTC"), null);
        try (RecordingReplay replay = new RecordingReplay(
                new RecordingReplay.Recording(file, format, 120),
                Map.of("a", 0, "b", 1),
                sink,
                Watched.faults(2, faults))) {
            replay.start();
            await().atMost(Duration.ofSeconds(20)).until(replay::isFinished);
        }
        long t0 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        assertThat(sink.arrivals()).allMatch(RecordingSink.Arrival::submitted); // a replay waits for room
        assertThat(sink.readings())
                .extracting(r -> r.sensor() + " " + (r.at().millis() - t0) + " " + r.microCelsius())
                .containsExactly("0 0 1000000", "1 0 2000000", "0 60000 0", "1 60000 3000000", "0 180000 4000000");
        assertThat(faults).containsExactly("0 " + Quality.FAULT);
        // replays three minutes in 1.5 seconds
        assertThat(sink.arrivals().getLast().nanos()
                        - sink.arrivals().getFirst().nanos())
                .isGreaterThanOrEqualTo(900_000_000L);
    }
}
