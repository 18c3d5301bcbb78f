package io.frostline.edge.sensing;

import java.io.IOException;

/**
 * A sensor that is asked. Called by one thread at a time; may block: whoever asks has a time-out, and interrupts.
 */
public interface TemperatureSource extends AutoCloseable {
    /** @throws IOException if it could not be asked at all; the reading is then a fault */
    Measurement read() throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {}
}
