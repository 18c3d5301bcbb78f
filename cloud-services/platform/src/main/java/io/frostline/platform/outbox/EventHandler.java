package io.frostline.platform.outbox;

import java.util.List;
import java.util.Optional;

/**
 * What events mean to a service, and what they do to it.
 *
 * @param <E> an event as the service understands it
 */
public interface EventHandler<E> {
    /**
     * Pure: the same event gives the same answer.
     *
     * @return nothing for a type that is of no interest, so that a producer can add types
     * @throws IllegalArgumentException where the payload is not of its type's shape, saying what is wrong with it
     */
    Optional<E> read(Event event);

    /**
     * Stores the effect of events that come for the first time, in the order in which they came, in the transaction under way.
     * Makes no remote call. Where it throws for a reason that lies with an event, each is tried alone and that one becomes a dead
     * letter.
     */
    void apply(List<E> events);
}
