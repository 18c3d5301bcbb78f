package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.column.Quality;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SensorPollerTest {
    private final List<SensorReading> readings = new CopyOnWriteArrayList<>();
    private final ReadingSink sink = new ReadingSink() {
        @Override
        public void offer(List<SensorReading> offered) {
            readings.addAll(offered);
        }

        @Override
        public CompletableFuture<Void> submit(List<SensorReading> submitted) {
            readings.addAll(submitted);
            return CompletableFuture.completedFuture(null);
        }
    };

    @Test
    void aSensorThatHangsOrFailsDelaysNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<SensorPoller.Sensor> sensors = List.of(
                sensor(0, () -> new Measurement.Value(4_000_000)),
                sensor(1, () -> {
                    while (true) {
                        try {
                            never.await();
                        } catch (InterruptedException deaf) {
                            Thread.onSpinWait();
                        }
                    }
                }),
                sensor(2, () -> {
                    throw new IOException("unplugged");
                }));
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        try (SensorPoller poller = new SensorPoller(sensors, clock, sink, (quality, sensor) -> {})) {
            poller.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> of(0).size() >= 20);
        }
        assertThat(of(0)).allMatch(r -> r.quality() == Quality.GOOD);
        assertThat(of(1)).hasSizeGreaterThan(10).allMatch(r -> r.quality() == Quality.TIMEOUT);
        assertThat(of(2)).hasSizeGreaterThan(10).allMatch(r -> r.quality() == Quality.DISCONNECTED);
        assertThat(of(0).stream().map(SensorReading::at).distinct()).hasSameSizeAs(of(0));
    }

    private List<SensorReading> of(int sensor) {
        return readings.stream().filter(r -> r.sensor() == sensor).toList();
    }

    private static SensorPoller.Sensor sensor(int number, TemperatureSource source) {
        return new SensorPoller.Sensor(number, "s" + number, Duration.ofMillis(20), Duration.ofMillis(10), source);
    }
}
