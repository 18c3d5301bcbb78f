package io.frostline.edge.sensing;

import java.io.IOException;

/**
 * A sensor that is asked. Called by one thread at a time; may block: whoever asks has a time-out, and interrupts.
 */
public interface TemperatureSource extends AutoCloseable {
    /** @throws IOException if it could not be asked at all; the reading is then a fault */
    Measurement read() throws IOException, InterruptedException;

    /** Returns the name of what it shares with others, of which one can be asked at a time; empty: nothing. */
    default String bus() {
        return "";
    }

    @Override
    default void close() throws IOException {}
}
