package io.frostline.edge.sensing;

import io.frostline.edge.buffer.SensorReading;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sink of readings. */
public interface ReadingSink {
    /** Takes the readings now or, if there is no room, drops and counts them. */
    void offer(List<SensorReading> readings);

    /** Takes the readings, waiting for room if needed; the future completes when they are durable. */
    CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException;
}
