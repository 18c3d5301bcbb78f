package io.frostline.platform.outbox;

import java.util.List;
import java.util.Optional;

/**
 * Handler that interprets events for a service and applies them.
 *
 * @param <E> event as the service understands it
 */
public interface EventHandler<E> {
    /**
     * Interprets an event. Pure: the same event gives the same result.
     *
     * @return empty for a type that the service ignores, so that a producer can add types
     * @throws IllegalArgumentException if the payload does not have its type's shape; the message says what is wrong
     */
    Optional<E> read(Event event);

    /**
     * Stores the effects of events that come for the first time, in the order of their arrival, in the current transaction. Makes
     * no remote call. If it throws for a reason that lies with an event, each event is applied alone and the faulty one becomes a
     * dead letter.
     */
    void apply(List<E> events);
}
