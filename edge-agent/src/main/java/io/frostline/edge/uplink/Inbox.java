package io.frostline.edge.uplink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** Queue that passes the MQTT client's messages and the buffer's signals to the uplink's thread, and wakes it. */
final class Inbox {
    // both are guarded by this
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private boolean signalled;

    record Message(String topic, byte[] payload) {}

    synchronized void add(String topic, byte[] payload) {
        messages.add(new Message(topic, payload));
        notifyAll();
    }

    /** Wakes the uplink for something other than a message. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** Returns the next message, in arrival order; empty if there is none. */
    synchronized Optional<Message> poll() {
        return Optional.ofNullable(messages.poll());
    }

    /** Waits for a message or a signal, if none has come since the previous call. */
    synchronized void await(Duration longest) throws InterruptedException {
        if (messages.isEmpty() && !signalled) {
            wait(longest.toMillis());
        }
        signalled = false;
    }
}
