package io.frostline.edge.sensing;

import io.frostline.edge.buffer.SensorReading;
import java.util.List;

/** Where readings go. */
public interface ReadingSink {
    /** Takes them now or, if there is no room, drops them and keeps count. */
    void offer(List<SensorReading> readings);

    /** Returns when they are durable. */
    void append(List<SensorReading> readings) throws InterruptedException;
}
