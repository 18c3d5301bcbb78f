package io.frostline.benchmarks;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Readings of a hundred sensors at 1 Hz and 0.1 C: temperatures that wander as a cold room's do, with a sensor's noise. */
final class ColdStore {
    static final int SENSORS = 100;
    static final SensorCatalog CATALOG = SensorCatalog.of(IntStream.range(0, SENSORS)
            .mapToObj(i -> new SensorCatalog.Sensor("sensor-" + i, Duration.ofSeconds(1)))
            .toList());

    private final double[] temperature = new double[SENSORS];
    private final double[] setPoint = new double[SENSORS];
    private final SplittableRandom random;
    private final BatchCodec codec = new BatchCodec();

    ColdStore(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < SENSORS; i++) {
            setPoint[i] = List.of(-28, -20, 3, 5).get(i * 4 / SENSORS);
            temperature[i] = setPoint[i];
        }
    }

    /** Returns the configuration of an agent with these sensors, simulated. */
    static String agentYaml(String site, int brokerPort) {
        StringBuilder yaml = new StringBuilder(
                "site: %s%nuplink: {broker: \"tcp://127.0.0.1:%d\"}%nsensors:%n".formatted(site, brokerPort));
        for (SensorCatalog.Sensor sensor : CATALOG.sensors()) {
            yaml.append("  - {name: %s, source: simulated, interval: 1s}%n".formatted(sensor.name()));
        }
        return yaml.toString();
    }

    /** Opens an agent's buffer for these sensors. */
    static ReadingBuffer buffer(Path file, String site, Duration commit, int batch) {
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        return ReadingBuffer.open(new BufferConfig(file, 4L << 30, commit, batch), site, CATALOG, clock);
    }

    /** Returns the readings of all sensors at one instant. */
    List<SensorReading> second(long atMillis) {
        List<SensorReading> readings = new ArrayList<>(SENSORS);
        Stamp at = new Stamp(atMillis, true);
        for (int i = 0; i < SENSORS; i++) {
            readings.add(new SensorReading(i, at, next(i), Quality.GOOD));
        }
        return readings;
    }

    /** Returns a batch of {@code seconds} seconds of all sensors, as an agent would send it. */
    byte[] batch(String site, long epoch, long sequence, Digest previous, long fromMillis, int seconds) {
        List<Column> columns = new ArrayList<>();
        for (int sensor = 0; sensor < SENSORS; sensor++) {
            Readings readings = new Readings(seconds);
            for (int i = 0; i < seconds; i++) {
                readings.add(fromMillis + i * 1000L, next(sensor), (byte) 0, 0);
            }
            columns.add(new Column(sensor, readings));
        }
        return codec.encode(
                new Batch(site, epoch, sequence, previous, CATALOG.id(), null, columns, List.of(), List.of()));
    }

    /** Returns the next temperature in micro-degrees, in whole tenths of a degree. */
    long next(int sensor) {
        temperature[sensor] += 0.01 * (setPoint[sensor] - temperature[sensor]) + 0.05 * random.nextGaussian();
        return Math.round((temperature[sensor] + 0.05 * random.nextGaussian()) * 10) * 100_000L;
    }
}
