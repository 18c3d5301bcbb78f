package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SetPoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Set points of the rooms: the cloud's last command for each, else its configuration. Duplicate and late commands are
 * idempotent: only a room's newest version counts. Each command that is applied or refused gets one log entry. Safe for use by
 * several threads.
 */
public final class SetPoints {
    private final Map<String, RoomConfig> rooms = new TreeMap<>();
    private final ReadingBuffer buffer;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    SetPoints(Iterable<RoomConfig> rooms, ReadingBuffer buffer) {
        rooms.forEach(room -> this.rooms.put(room.name(), room));
        this.buffer = buffer;
    }

    /** Returns the set points of a site that controls no rooms. */
    public static SetPoints none(ReadingBuffer buffer) {
        return new SetPoints(List.of(), buffer);
    }

    /**
     * Set point in force, in degrees Celsius.
     *
     * @param version 0 means as configured
     */
    public record InForce(double celsius, long version) {}

    /** Returns the set points in force, by room. */
    public Map<String, InForce> inForce() {
        Map<String, InForce> all = new TreeMap<>();
        rooms.keySet().forEach(room -> all.put(room, inForce(room)));
        return all;
    }

    InForce inForce(String room) {
        RoomConfig config = rooms.get(room);
        return buffer.setPoint(room)
                .filter(applied -> config != null && config.allows(applied.celsius()))
                .map(applied -> new InForce(applied.celsius(), applied.version()))
                .orElseGet(() -> new InForce(config == null ? Double.NaN : config.setPoint(), 0));
    }

    /** Applies the set point, refuses it, or does nothing if the command is a duplicate or late. */
    public void command(String id, String room, double celsius, long version) {
        Optional<String> problem = problem(room, celsius, version);
        Map<String, String> detail = new TreeMap<>(
                Map.of("id", id, "room", room, "celsius", Double.toString(celsius), "version", Long.toString(version)));
        if (problem.isEmpty()) {
            SetPoint setPoint = new SetPoint(room, celsius, version, id);
            buffer.apply(setPoint, Entry.SET_POINT_APPLIED, room + ": set to " + celsius + " C", detail);
        } else if (refused.add(id)) {
            detail.put("reason", problem.get());
            buffer.log(Entry.SET_POINT_REFUSED, room + ": " + problem.get(), detail);
        }
    }

    private Optional<String> problem(String room, double celsius, long version) {
        RoomConfig config = rooms.get(room);
        if (config == null) {
            return Optional.of("no such room is controlled here");
        }
        if (version < 1) {
            return Optional.of("a version must be at least 1");
        }
        return config.allows(celsius)
                ? Optional.empty()
                : Optional.of(celsius + " C is not within " + config.lowest() + " to " + config.highest() + " C");
    }
}
