package io.frostline.edge.sensing;

import io.frostline.edge.buffer.SensorReading;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sink that stores readings in order of arrival, and how they arrived: offered by callers that must not wait, submitted by others.
 */
final class RecordingSink implements ReadingSink {
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

    record Arrival(SensorReading reading, boolean submitted, long nanos) {}

    @Override
    public void offer(List<SensorReading> readings) {
        readings.forEach(reading -> arrivals.add(new Arrival(reading, false, System.nanoTime())));
    }

    @Override
    public CompletableFuture<Void> submit(List<SensorReading> readings) {
        readings.forEach(reading -> arrivals.add(new Arrival(reading, true, System.nanoTime())));
        return CompletableFuture.completedFuture(null);
    }

    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    List<SensorReading> readings() {
        return arrivals.stream().map(Arrival::reading).toList();
    }

    List<SensorReading> of(int sensor) {
        return readings().stream().filter(r -> r.sensor() == sensor).toList();
    }
}
