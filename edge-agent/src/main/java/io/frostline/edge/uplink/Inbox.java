package io.frostline.edge.uplink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** Hands what other threads have - messages of the client's, news of the buffer's - to the uplink's thread, and wakes it. */
final class Inbox {
    // both are guarded by this
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private boolean signalled;

    record Message(String topic, byte[] payload) {}

    synchronized void add(String topic, byte[] payload) {
        messages.add(new Message(topic, payload));
        notifyAll();
    }

    /** Something else is to be looked at. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** In the order in which they came. */
    synchronized Optional<Message> poll() {
        return Optional.ofNullable(messages.poll());
    }

    /** Waits for a message or a signal, if none has come since the call before. */
    synchronized void await(Duration longest) throws InterruptedException {
        if (messages.isEmpty() && !signalled) {
            wait(longest.toMillis());
        }
        signalled = false;
    }
}
