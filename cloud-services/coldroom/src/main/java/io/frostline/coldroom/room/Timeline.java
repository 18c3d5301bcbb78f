package io.frostline.coldroom.room;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Versions of a room in force. */
public record Timeline(NavigableMap<Instant, RoomVersion> versions) {
    /** Returns, by room, the timelines from all versions that were ever set at a site. */
    static Map<String, Timeline> ofSite(Collection<RoomVersion> all) {
        Map<String, Timeline> rooms = new TreeMap<>();
        Map<String, Long> newest = new HashMap<>();
        for (RoomVersion version : all) {
            Timeline room = rooms.computeIfAbsent(version.room(), name -> new Timeline(new TreeMap<>()));
            String key = version.room() + "@" + version.from();
            if (newest.merge(key, version.number(), Math::max) == version.number()) {
                room.versions.put(version.from(), version);
            }
        }
        return rooms;
    }

    public Optional<RoomVersion> at(Instant instant) {
        return Optional.ofNullable(versions.floorEntry(instant)).map(Map.Entry::getValue);
    }

    /** Returns an instant at which a sensor is both in this and in another room. */
    Optional<Instant> sharing(String sensor, Timeline other) {
        return Stream.concat(versions.keySet().stream(), other.versions.keySet().stream())
                .filter(change -> holds(sensor, change) && other.holds(sensor, change))
                .findFirst();
    }

    private boolean holds(String sensor, Instant instant) {
        return at(instant).filter(v -> v.setup().sensors().contains(sensor)).isPresent();
    }
}
