package io.frostline.intake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Message that intake publishes to itself through a subscription. It detects that the broker accepts connections but stops
 * delivering: brokers are known for that (hivemq-community-edition#558). Instants are {@link System#nanoTime}.
 */
final class Echo {
    /** Name that no site can have, so that no other message has it. */
    private static final String NOBODY = "~intake";

    private static final long NOT_AWAITED = 0;

    private final String topic;
    private final long timeout;
    private final AtomicLong awaitedSince = new AtomicLong(NOT_AWAITED);

    /** @param kind last level of the subscription's topics */
    Echo(String kind, Duration timeout) {
        this.topic = "frostline/v1/" + NOBODY + "/" + kind;
        this.timeout = timeout.toNanos();
    }

    String topic() {
        return topic;
    }

    /** Returns true if a topic belongs to the same subscription, whoever published. */
    boolean isOf(String other) {
        return other.endsWith(topic.substring(topic.lastIndexOf('/')));
    }

    /** Records that the broker has acknowledged an echo. */
    void said(long now) {
        awaitedSince.compareAndSet(NOT_AWAITED, now == NOT_AWAITED ? 1 : now);
    }

    /** Records that a message of the subscription arrived. */
    void heard() {
        awaitedSince.set(NOT_AWAITED);
    }

    boolean isMissing(long now) {
        long since = awaitedSince.get();
        return since != NOT_AWAITED && now - since > timeout;
    }
}
