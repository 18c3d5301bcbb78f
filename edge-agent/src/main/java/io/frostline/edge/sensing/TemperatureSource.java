package io.frostline.edge.sensing;

import java.io.IOException;

/** Sensor that is polled. Called by one thread at a time; may block: the caller has a timeout, and interrupts. */
public interface TemperatureSource extends AutoCloseable {
    /**
     * Reads the sensor.
     *
     * @throws IOException if it could not be read at all; the reading is then a fault
     */
    Measurement read() throws IOException, InterruptedException;

    /** Returns the name of the bus that it shares with others, of which one is polled at a time; empty if none. */
    default String bus() {
        return "";
    }

    @Override
    default void close() throws IOException {}
}
