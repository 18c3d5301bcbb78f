package io.frostline.lra.store;

import io.frostline.lra.action.Action;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Changes that are committed together, and the actions they concern, all locked. */
public final class Group {
    private final Map<UUID, Action> actions = new LinkedHashMap<>();
    private final Instant now;
    private final long pod;

    Group(Collection<Action> stored, Instant now, long pod) {
        stored.forEach(each -> actions.put(each.id(), each));
        this.now = now;
        this.pod = pod;
    }

    public Optional<Action> action(UUID id) {
        return Optional.ofNullable(actions.get(id));
    }

    public void add(Action started) {
        actions.put(started.id(), started);
    }

    /** Returns the database's time. */
    public Instant now() {
        return now;
    }

    /** Returns the lease of this coordinator. */
    public long pod() {
        return pod;
    }

    Collection<Action> all() {
        return actions.values();
    }
}
