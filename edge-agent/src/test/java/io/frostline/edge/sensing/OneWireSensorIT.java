package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.clock.AgentClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test with files in place of the kernel's: a hanging read is in the kernel, where no interrupt reaches it. */
class OneWireSensorIT {
    /** More hanging files than the 256 pinned virtual threads for which the JVM compensates. */
    private static final int HANGING = 300;

    @TempDir
    private Path folder;

    private final RecordingSink sink = new RecordingSink();

    @Test
    void filesThatHangDelayNoOther() throws Exception {
        List<SensorPoller.Sensor> sensors = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of("mkfifo"));
        for (int i = 1; i <= HANGING; i++) {
            Path pipe = folder.resolve("hangs-" + i); // opening it blocks, since nothing ever writes to it
            command.add(pipe.toString());
            sensors.add(sensor(i, pipe));
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        sensors.add(sensor(
                0,
                Files.writeString(
                        folder.resolve("answers"), "50 : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=-18062\n")));
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        try (SensorPoller poller = new SensorPoller(sensors, clock, sink, Watched.NOTHING)) {
            poller.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sink.of(0).size() >= 3 && sink.of(HANGING).size() >= 2);
        }
        assertThat(sink.arrivals()).noneMatch(RecordingSink.Arrival::submitted);
        assertThat(sink.readings()).allMatch(r -> r.quality() == (r.sensor() == 0 ? Quality.GOOD : Quality.TIMEOUT));
    }

    private static SensorPoller.Sensor sensor(int number, Path file) {
        return new SensorPoller.Sensor(
                number,
                "s" + number,
                Duration.ofSeconds(2),
                Duration.ofMillis(1900),
                ValidRange.DS18B20,
                new SensorKind.OneWire(file).open());
    }
}
