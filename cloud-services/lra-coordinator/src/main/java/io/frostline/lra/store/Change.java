package io.frostline.lra.store;

import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Change of actions that a request asks for.
 *
 * @param <R> result, given to the caller once it is durable
 */
public interface Change<R> {
    /** Returns the actions that it reads or changes, if they exist. */
    Set<UUID> actions();

    /**
     * Applies the change. May be applied more than once, each time to what is stored then.
     *
     * @throws RuntimeException if it is refused; it has changed nothing then
     */
    R apply(Group group);

    static <R> Change<R> of(Set<UUID> actions, Function<Group, R> change) {
        return new Change<>() {
            @Override
            public Set<UUID> actions() {
                return actions;
            }

            @Override
            public R apply(Group group) {
                return change.apply(group);
            }
        };
    }
}
