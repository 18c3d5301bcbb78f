package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Quality;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.uplink.Uplink;
import io.frostline.edge.uplink.UplinkConfig;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of an hour recorded by a device whose clock started in 1970. */
class ClockIT {
    private static final SensorCatalog CATALOG =
            SensorCatalog.of(List.of(new SensorCatalog.Sensor("probe", Duration.ofMinutes(1))));

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void readingsOfBeforeTheTimeWasKnownEndAtTheirInstants(@TempDir Path folder) throws Exception {
        AtomicLong passed = new AtomicLong();
        AgentClock clock = new AgentClock(
                () -> Instant.ofEpochMilli(passed.get() / 1_000_000),
                () -> System.nanoTime() + passed.get(),
                0x1970L,
                Instant.EPOCH);
        BufferConfig config = new BufferConfig(folder.resolve("buffer.db"), 1 << 30, Duration.ofMillis(10), 500);
        try (ReadingBuffer buffer = ReadingBuffer.open(config, "clock", CATALOG, clock)) {
            Instant[] taken = new Instant[60];
            for (int minute = 0; minute < 60; minute++) {
                taken[minute] = Instant.now(); // minus the minutes that the device's clock counts afterwards
                buffer.append(List.of(reading(clock, minute)));
                passed.addAndGet(Duration.ofMinutes(1).toNanos());
            }
            assertThat(clock.isSynchronised()).isFalse();
            Instant connected = Instant.now();
            try (Uplink uplink = new Uplink(uplink(), "clock", "test", buffer, clock)) {
                uplink.start();
                await().atMost(Duration.ofSeconds(30)).until(clock::isSynchronised);
                buffer.append(List.of(reading(clock, 60)));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> buffer.state().unsentBatches() == 0);
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(page(connected).get("readings")).hasSize(61));
            JsonNode readings = page(connected).get("readings");
            for (int minute = 0; minute < 60; minute++) {
                JsonNode reading = readings.get(minute);
                assertThat(reading.get("celsius").asDouble()).isEqualTo(-minute);
                assertThat(reading.get("quality").asText()).isEqualTo("clock-corrected");
                Duration before = Duration.ofMinutes(60 - minute);
                assertThat(Instant.parse(reading.get("at").asText()))
                        .isCloseTo(taken[minute].minus(before), within(2, ChronoUnit.SECONDS));
            }
            assertThat(readings.get(60).get("quality").asText()).isEqualTo("good");
            JsonNode continuity =
                    rest.json("/sites/clock/continuity").get("epochs").get(0);
            assertThat(continuity.get("chain").get("intact").asBoolean()).isTrue();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode proof = rest.json("/sites/clock/verification");
                assertThat(proof.get("intact").asBoolean()).as(proof.toString()).isTrue();
                assertThat(proof.get("readings").asInt()).isEqualTo(61);
            });
        }
    }

    private static SensorReading reading(AgentClock clock, int minute) {
        return new SensorReading(0, clock.stamp(), -minute * 1_000_000L, Quality.GOOD);
    }

    private JsonNode page(Instant around) {
        return rest.json("/sensors/clock/probe/readings?resolution=raw&from=" + around.minusSeconds(7200) + "&to="
                + around.plusSeconds(7200));
    }

    private UplinkConfig uplink() {
        return new UplinkConfig(
                "tcp://127.0.0.1:" + cloud.port(Part.MQTT),
                null,
                null,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    }
}
