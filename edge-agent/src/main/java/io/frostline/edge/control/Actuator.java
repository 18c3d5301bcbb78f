package io.frostline.edge.control;

import java.io.IOException;

/** Relay that switches a compressor or a defrost heater. Used by one thread; may block for a few seconds. */
interface Actuator extends AutoCloseable {
    /** Returns the state that the relay itself reports. */
    boolean isOn() throws IOException;

    /**
     * Switches the relay; returns when the relay confirms it. Idempotent.
     *
     * @throws IOException if the relay does not confirm it; its state is then unknown
     */
    void set(boolean on) throws IOException;

    @Override
    default void close() {}
}
