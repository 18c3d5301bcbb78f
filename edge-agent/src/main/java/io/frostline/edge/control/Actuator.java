package io.frostline.edge.control;

import java.io.IOException;

/** A relay that switches a compressor or a defrost heater. Used by one thread; may block for a few seconds. */
interface Actuator extends AutoCloseable {
    /** What the relay itself says. */
    boolean isOn() throws IOException;

    /**
     * Returns when the relay says that it is so. To set it to what it is changes nothing.
     *
     * @throws IOException if it does not say so; how it stands then is not known
     */
    void set(boolean on) throws IOException;

    @Override
    default void close() {}
}
