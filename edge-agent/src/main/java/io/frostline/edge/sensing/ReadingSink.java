package io.frostline.edge.sensing;

import io.frostline.edge.buffer.SensorReading;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where readings go. */
public interface ReadingSink {
    /** Takes them now or, if there is no room, drops them and keeps count. */
    void offer(List<SensorReading> readings);

    /** Takes them, waiting for room if need be; completes when they are durable. */
    CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException;
}
