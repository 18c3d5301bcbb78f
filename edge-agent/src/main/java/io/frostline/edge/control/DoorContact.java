package io.frostline.edge.control;

import java.io.IOException;

/** Sensor that tells whether a room's door is open. Used by one thread; may block for a few seconds. */
interface DoorContact extends AutoCloseable {
    boolean isOpen() throws IOException;

    @Override
    default void close() {}
}
