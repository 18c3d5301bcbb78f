package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SensorPollerTest {
    /** Timeout in milliseconds, long enough that a machine that pauses for a moment causes no timeout. */
    private static final long ANSWERS_WITHIN = 5_000;

    private static final TemperatureSource ANSWERS = () -> new Measurement.Value(4_000_000);

    private final CountDownLatch never = new CountDownLatch(1);
    private final RecordingSink sink = new RecordingSink();

    @Test
    void aSensorThatHangsOrFailsDelaysNoOther() throws Exception {
        poll(
                List.of(
                        sensor(0, 20, ANSWERS_WITHIN, ANSWERS),
                        sensor(1, 20, 10, this::hang),
                        sensor(2, 20, ANSWERS_WITHIN, () -> {
                            throw new IOException("unplugged");
                        })),
                20);
        assertThat(sink.of(0)).allMatch(r -> r.quality() == Quality.GOOD);
        assertThat(sink.of(1)).hasSizeGreaterThan(10).allMatch(r -> r.quality() == Quality.TIMEOUT);
        assertThat(sink.of(2)).hasSizeGreaterThan(10).allMatch(r -> r.quality() == Quality.DISCONNECTED);
        assertThat(sink.of(0).stream().map(SensorReading::at).distinct()).hasSameSizeAs(sink.of(0));
        assertThat(sink.arrivals()).noneMatch(RecordingSink.Arrival::submitted);
    }

    @Test
    void eachSensorIsAskedAtItsOwnInterval() throws Exception {
        poll(
                List.of(
                        sensor(0, 20, ANSWERS_WITHIN, ANSWERS),
                        sensor(1, 40, ANSWERS_WITHIN, ANSWERS),
                        sensor(2, 200, ANSWERS_WITHIN, ANSWERS),
                        sensor(3, 3_600_000, ANSWERS_WITHIN, ANSWERS)),
                100);
        assertEvery(20, 0);
        assertEvery(40, 1);
        assertEvery(200, 2);
        assertThat(sink.of(3)).hasSize(1);
    }

    @Test
    void eachSensorHasItsOwnTimeOut() throws Exception {
        TemperatureSource slow = () -> {
            Thread.sleep(200); // a slow sensor
            return new Measurement.Value(4_000_000);
        };
        poll(
                List.of(
                        sensor(0, 50, ANSWERS_WITHIN, ANSWERS),
                        sensor(1, 1000, 20, slow),
                        sensor(2, 1000, ANSWERS_WITHIN, slow),
                        sensor(3, 1000, 1000, this::hang)),
                80);
        assertThat(sink.of(1)).hasSizeGreaterThanOrEqualTo(2).allMatch(r -> r.quality() == Quality.TIMEOUT);
        assertThat(sink.of(2)).hasSizeGreaterThanOrEqualTo(2).allMatch(r -> r.quality() == Quality.GOOD);
        assertThat(sink.of(3)).hasSizeGreaterThanOrEqualTo(2).allMatch(r -> r.quality() == Quality.TIMEOUT);
        long begun = sink.arrivals().getFirst().nanos();
        assertThat(firstArrival(1) - begun).isLessThan(firstArrival(2) - begun);
        assertThat(firstArrival(2) - begun).isLessThan(firstArrival(3) - begun);
    }

    /** Ten sensors share a bus, and each takes a fifth of its timeout: the last one is read after twice its timeout. */
    @Test
    void aDeadlineBeginsWhenTheBusIsTheSensorsOwn() throws Exception {
        java.util.concurrent.atomic.AtomicInteger asked = new java.util.concurrent.atomic.AtomicInteger();
        TemperatureSource onBus = new TemperatureSource() {
            @Override
            public Measurement read() throws InterruptedException {
                if (asked.incrementAndGet() > 1) {
                    return new Measurement.Fault(Quality.CHECKSUM, "two at once");
                }
                Thread.sleep(100); // a conversion
                asked.decrementAndGet();
                return new Measurement.Value(4_000_000);
            }

            @Override
            public String bus() {
                return "w1_bus_master1";
            }
        };
        List<SensorPoller.Sensor> sensors = new java.util.ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sensors.add(sensor(i, 3_000, 500, onBus));
        }
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        try (SensorPoller poller = new SensorPoller(sensors, clock, sink, Watched.NOTHING)) {
            poller.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> sink.readings().size() >= 20);
        }
        assertThat(sink.readings()).allMatch(reading -> reading.quality() == Quality.GOOD);
    }

    @Test
    void aSensorThatHangsGivesItsBusBack() throws Exception {
        TemperatureSource hanging = new TemperatureSource() {
            @Override
            public Measurement read() {
                return hang();
            }

            @Override
            public String bus() {
                return "line";
            }
        };
        TemperatureSource well = new TemperatureSource() {
            @Override
            public Measurement read() {
                return new Measurement.Value(4_000_000);
            }

            @Override
            public String bus() {
                return "line";
            }
        };
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        try (SensorPoller poller = new SensorPoller(
                List.of(sensor(0, 100, 50, hanging), sensor(1, 100, 50, well)), clock, sink, Watched.NOTHING)) {
            poller.start();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> sink.of(1).stream()
                                    .filter(reading -> reading.quality() == Quality.GOOD)
                                    .count()
                            >= 5);
        }
        assertThat(sink.of(0)).allMatch(reading -> reading.quality() == Quality.TIMEOUT);
    }

    @Test
    void pollsFromItsStartToItsEnd() throws Exception {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        SensorPoller poller = new SensorPoller(
                List.of(sensor(0, 20, ANSWERS_WITHIN, ANSWERS), sensor(1, 20, ANSWERS_WITHIN, this::hang)),
                clock,
                sink,
                Watched.NOTHING);
        Duration timeout = Duration.ofSeconds(20);
        assertThat(poller.isPolling(timeout)).isFalse();
        poller.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> sink.of(0).size() >= 5);
        assertThat(poller.isPolling(timeout)).isTrue();
        assertThat(poller.isPolling(Duration.ofDays(-1)))
                .as("nothing is punctual by a day")
                .isFalse();
        poller.close();
        assertThat(poller.isPolling(timeout)).isFalse();
    }

    /** Polls until the first sensor has this many readings. */
    private void poll(List<SensorPoller.Sensor> sensors, int readings) throws Exception {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        try (SensorPoller poller = new SensorPoller(sensors, clock, sink, Watched.NOTHING)) {
            poller.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> sink.of(0).size() >= readings);
        }
    }

    /** Asserts as many readings as intervals from the first to the last; a machine that paused may only leave gaps. */
    private void assertEvery(long millis, int sensor) {
        List<SensorReading> readings = sink.of(sensor);
        long took =
                sink.of(0).getLast().at().millis() - sink.of(0).getFirst().at().millis();
        assertThat((long) readings.size()).isBetween(took / millis / 4, took / millis + 2);
    }

    private long firstArrival(int sensor) {
        return sink.arrivals().stream()
                .filter(arrival -> arrival.reading().sensor() == sensor)
                .findFirst()
                .orElseThrow()
                .nanos();
    }

    private Measurement hang() {
        while (true) {
            try {
                never.await();
            } catch (InterruptedException deaf) {
                Thread.onSpinWait();
            }
        }
    }

    private static SensorPoller.Sensor sensor(int number, long interval, long timeout, TemperatureSource source) {
        return new SensorPoller.Sensor(
                number,
                "s" + number,
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                ValidRange.DEFAULT,
                source);
    }
}
