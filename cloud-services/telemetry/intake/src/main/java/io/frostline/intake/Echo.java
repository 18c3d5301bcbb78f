package io.frostline.intake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What intake says to itself through a subscription, to notice that the broker hands on nothing more of it although the
 * connection stands: brokers are known for that (hivemq-community-edition#558). Instants are {@link System#nanoTime}.
 */
final class Echo {
    /** No site's name: so it is nobody's message. */
    private static final String NOBODY = "~intake";

    private static final long NOT_AWAITED = 0;

    private final String topic;
    private final long patience;
    private final AtomicLong awaitedSince = new AtomicLong(NOT_AWAITED);

    /** @param kind the last part of the topics of the subscription */
    Echo(String kind, Duration patience) {
        this.topic = "frostline/v1/" + NOBODY + "/" + kind;
        this.patience = patience.toNanos();
    }

    String topic() {
        return topic;
    }

    /** Whether a message is of the same subscription, whoever said it. */
    boolean isOf(String other) {
        return other.endsWith(topic.substring(topic.lastIndexOf('/')));
    }

    /** The broker has what was said. */
    void said(long now) {
        awaitedSince.compareAndSet(NOT_AWAITED, now == NOT_AWAITED ? 1 : now);
    }

    /** Something came. */
    void heard() {
        awaitedSince.set(NOT_AWAITED);
    }

    /** Whether nothing has come for longer than it can take. */
    boolean isMissing(long now) {
        long since = awaitedSince.get();
        return since != NOT_AWAITED && now - since > patience;
    }
}
