package io.frostline.lra.web;

import io.frostline.lra.CoordinatorConfig;
import io.frostline.lra.action.Action;
import io.frostline.lra.action.Addresses;
import io.frostline.lra.action.Links;
import io.frostline.lra.store.Change;
import io.frostline.lra.store.Group;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jspecify.annotations.Nullable;

/** Changes that clients ask for: each reads its request before it touches an action. */
@Singleton
class Requests {
    private static final int MAX_TEXT = 4_000;

    private final CoordinatorConfig config;

    Requests(CoordinatorConfig config) {
        this.config = config;
    }

    /** Returns the address of the coordinator, up to and including its path. */
    String base(UriInfo uri) {
        String address = config.url()
                .map(Object::toString)
                .orElseGet(() -> uri.getBaseUri().toString());
        return (address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + Addresses.ROOT;
    }

    /** Returns an id that begins with the time (UUID version 7, RFC 9562): those of one time are neighbours in the tables. */
    private static UUID newId() {
        UUID random = UUID.randomUUID();
        long time = System.currentTimeMillis() << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff;
        return new UUID(time, random.getLeastSignificantBits());
    }

    static UUID id(String text) {
        return Addresses.id(text).orElseThrow(() -> Refusal.unknown(text));
    }

    private static Action known(Group group, UUID id) {
        return group.action(id).orElseThrow(() -> Refusal.unknown(id.toString()));
    }

    /** Starts an action; answers its address. */
    Change<String> start(String base, String client, long limit, @Nullable String parentAddress) {
        String name = text("ClientID", client);
        Duration timeLimit = limit("TimeLimit", limit);
        UUID id = newId();
        if (parentAddress == null || parentAddress.isBlank()) {
            String url = Addresses.action(base, id, null);
            return Change.of(Set.of(), group -> {
                group.add(Action.starting(id, url, null, name, timeLimit, group.now()));
                return url;
            });
        }
        UUID parentId = id(parentAddress);
        return Change.of(Set.of(parentId), group -> {
            Action parent = known(group, parentId);
            String nested = Addresses.nested(base, id);
            Links links = new Links(nested + "/compensate", nested + "/complete", nested + "/status", null, null);
            if (parent.join(links, "", Duration.ZERO, group.now()) instanceof Action.Joined.TooLate late) {
                throw new Refusal(412, "the parent is " + late.status());
            }
            String url = Addresses.action(base, id, parent.url());
            group.add(Action.starting(id, url, parentId, name, timeLimit, group.now()));
            return url;
        });
    }

    /** @param previousData what an earlier join of the participant gave */
    record Joined(String recovery, String previousData) {}

    static Change<Joined> join(UUID id, String links, String data, long limit) {
        Links parsed = Links.parse(links);
        String given = text("Narayana-LRA-Participant-Data", data);
        Duration timeLimit = limit("TimeLimit", limit);
        return Change.of(Set.of(id), group -> {
            Action action = known(group, id);
            return switch (action.join(parsed, given, timeLimit, group.now())) {
                case Action.Joined.Yes yes ->
                    new Joined(Addresses.recovery(action.url(), yes.number()), yes.previousData());
                case Action.Joined.TooLate late -> throw new Refusal(412, "too late to join: it is " + late.status());
            };
        });
    }

    static Change<Boolean> leave(UUID id, String participant) {
        Links parsed = Links.parse(participant);
        return Change.of(Set.of(id), group -> {
            Action action = active(group, id);
            if (!action.leave(parsed.key(), group.now()) && !action.leave(participant.strip(), group.now())) {
                throw new Refusal(400, "no such participant: " + parsed.key());
            }
            return true;
        });
    }

    static Change<Boolean> renew(UUID id, long limit) {
        Duration timeLimit = limit("TimeLimit", limit);
        return Change.of(Set.of(id), group -> {
            active(group, id).renew(timeLimit, group.now());
            return true;
        });
    }

    private static Action active(Group group, UUID id) {
        Action action = known(group, id);
        if (action.status() != LRAStatus.Active) {
            throw new Refusal(412, "it is " + action.status());
        }
        return action;
    }

    static Change<Boolean> replace(UUID id, int participant, String links) {
        Links parsed = Links.parse(links);
        return Change.of(Set.of(id), group -> {
            if (!known(group, id).replace(participant, parsed, group.now())) {
                throw new Refusal(404, "no participant " + participant);
            }
            return true;
        });
    }

    /**
     * Closes or cancels an action; answers its status. One that was decided the other way is 412 while it ends, and 404 once it has
     * ended: clients take this for an action that ended without them.
     */
    static Change<LRAStatus> end(UUID id, boolean cancel, String participant, String data) {
        Optional<String> key = participant.isEmpty() || data.isEmpty()
                ? Optional.empty()
                : Optional.of(Links.parse(participant).key());
        String given = text("Narayana-LRA-Participant-Data", data);
        return Change.of(Set.of(id), group -> {
            Action action = known(group, id);
            if (action.status() == LRAStatus.Active) {
                key.ifPresent(of -> action.giveData(of, given));
            }
            if (!action.end(cancel, group.now(), group.pod())) {
                throw new Refusal(action.isOver() ? 404 : 412, action.status().name());
            }
            return action.status();
        });
    }

    /** Ends a nested action as its parent ends; answers its status. */
    static Change<LRAStatus> release(UUID id, boolean cancel) {
        return Change.of(Set.of(id), group -> {
            Action action = group.action(id).orElseThrow(() -> new Refusal(410, "it is forgotten"));
            action.release(cancel, group.now(), group.pod());
            return action.status();
        });
    }

    private static String text(String name, String value) {
        if (value.length() > MAX_TEXT || value.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(400, name + ": must be at most " + MAX_TEXT + " printable characters");
        }
        return value;
    }

    private static Duration limit(String name, long millis) {
        if (millis > Duration.ofDays(36_500).toMillis()) {
            throw new Refusal(400, name + ": must be at most a hundred years of milliseconds");
        }
        return Duration.ofMillis(Math.max(0, millis));
    }
}
