package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of a day without a cloud: all control actions are in the buffer, in order, to be sent later. */
class SimulatedDayIT {
    private record Said(String kind, Map<String, String> detail) {}

    @Test
    void everyDecisionOfTheDayIsInTheBufferInOrder(@TempDir Path folder) throws Exception {
        SimulatedDay day = new SimulatedDay();
        AgentClock clock = day.clock();
        List<Said> said = new ArrayList<>();
        BufferConfig config = new BufferConfig(
                folder.resolve("buffer.db"), BufferConfig.DEFAULT_MAX_BYTES, Duration.ofMillis(20), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "site", SensorCatalog.of(List.of()), clock)) {
            day.run(
                    clock,
                    (kind, text, detail) -> {
                        said.add(new Said(kind, detail));
                        buffer.log(kind, text, detail);
                    },
                    now -> {});
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(stored(buffer)).isEqualTo(said));
        }
        assertThat(said).hasSizeGreaterThan(100);
    }

    private static List<Said> stored(ReadingBuffer buffer) throws Exception {
        return LogOf.entries(buffer).stream()
                .map(entry -> new Said(entry.kind(), entry.detail()))
                .toList();
    }
}
