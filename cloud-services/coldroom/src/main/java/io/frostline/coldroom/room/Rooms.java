package io.frostline.coldroom.room;

import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Versioned setups of rooms. Each method is one transaction. */
@ApplicationScoped
@Transactional
public class Rooms implements PanacheRepositoryBase<StoredRoomVersion, Long> {
    /**
     * Adds a version, and has the excursions of all affected sensors re-evaluated from its instant on.
     *
     * @throws Refused where a sensor would be in two rooms, or signed-off excursions would change and no reason is given
     */
    RoomVersion set(RoomKey key, Instant from, RoomSetup setup, String by, @Nullable String reason) {
        lock(key.site());
        List<RoomVersion> before = ofSite(key.site());
        Set<String> concerned = new TreeSet<>(setup.sensors());
        Optional.ofNullable(Timeline.ofSite(before).get(key.room()))
                .ifPresent(timeline -> timeline.versions()
                        .values()
                        .forEach(v -> concerned.addAll(v.setup().sensors())));
        requireReason(key, from, reason);
        StoredRoomVersion added = new StoredRoomVersion(key, from, setup, by, reason);
        persistAndFlush(added);
        List<RoomVersion> all = new ArrayList<>(before);
        all.add(added.version());
        requireOneRoom(Timeline.ofSite(all), key.room());
        reevaluate(key.site(), concerned, from);
        callAnew(key, from);
        return added.version();
    }

    /** Locks a site, so that its versions are set one after the other. */
    private void lock(String site) {
        Object unused = getSession()
                .createNativeQuery(
                        "select 1 as locked from pg_advisory_xact_lock(hashtextextended('room ' || :site, 0))",
                        Integer.class)
                .addScalar("locked", Integer.class)
                .setParameter("site", site)
                .getSingleResult();
    }

    private void reevaluate(String site, Set<String> sensors, Instant from) {
        getSession()
                .createNativeMutationQuery(
                        "insert into reevaluation (site, sensor, from_at) select :site, unnest(:sensors), :from")
                .setParameter("site", site)
                .setParameter("sensors", sensors.toArray(String[]::new))
                .setParameter("from", from)
                .executeUpdate();
    }

    /** Makes open alarms of a room due again from an instant on, so that the new contacts hear of them. */
    private void callAnew(RoomKey key, Instant from) {
        getSession()
                .createNativeMutationQuery("""
                        update alarm a set due_at = least(a.due_at, greatest(now(), :from)) from excursion e
                         where e.id = a.excursion_id and e.site = :site and e.room = :room and a.state = 'open'""")
                .setParameter("from", from)
                .setParameter("site", key.site())
                .setParameter("room", key.room())
                .executeUpdate();
    }

    private void requireReason(RoomKey key, Instant from, @Nullable String reason) {
        long signedOff = getSession()
                .createNativeQuery("""
                        select count(*) as signed_off from excursion e
                         where site = :site and room = :room and withdrawn_at is null and (to_at is null or to_at > :from)
                           and exists (select 1 from acknowledgement a where a.excursion_id = e.id)""", Long.class)
                .addScalar("signed_off", Long.class)
                .setParameter("site", key.site())
                .setParameter("room", key.room())
                .setParameter("from", from)
                .getSingleResult();
        if (signedOff > 0 && reason == null) {
            throw Refused.conflict(
                    "signed-off",
                    "Excursions are signed off",
                    "from " + from + " on, " + signedOff
                            + " excursions of this room have been acknowledged; say in 'reason' why they may change, or choose a later 'from'");
        }
    }

    private static void requireOneRoom(Map<String, Timeline> rooms, String changed) {
        Timeline room = rooms.getOrDefault(changed, new Timeline(new TreeMap<>()));
        Set<String> sensors = new TreeSet<>();
        room.versions().values().forEach(v -> sensors.addAll(v.setup().sensors()));
        for (Map.Entry<String, Timeline> other : rooms.entrySet()) {
            for (String sensor : other.getKey().equals(changed) ? Set.<String>of() : sensors) {
                Optional<Instant> shared = room.sharing(sensor, other.getValue());
                if (shared.isPresent()) {
                    throw Refused.conflict(
                            "sensor-placed",
                            "Sensor is in another room",
                            "sensor " + sensor + " is in room " + other.getKey() + " at " + shared.get()
                                    + "; take it out of there first, from an instant on");
                }
            }
        }
    }

    /** Returns the versions in force now, of one site, or of all. */
    List<RoomVersion> current(@Nullable String site) {
        return versions(getSession()
                .createNativeQuery("""
                        select distinct on (site, room) * from room_version
                         where (:site is null or site = :site) and from_at <= now()
                         order by site, room, from_at desc, number desc""", StoredRoomVersion.class)
                .setParameter("site", site, String.class)
                .getResultStream());
    }

    /** @throws Refused where a set point lies outside the temperature class of the room, or there is no such room */
    public void requireAllowed(String site, String room, double setPoint) {
        TemperatureClass temperatureClass = current(site).stream()
                .filter(version -> version.room().equals(room))
                .map(version -> version.setup().temperatureClass())
                .findFirst()
                .orElseThrow(() -> Refused.notFound("room", "there is no room " + room + " at " + site + " yet"));
        if (!temperatureClass.allows(setPoint)) {
            throw Refused.badRequest(
                    "celsius", "must be " + temperatureClass.range() + ", as the room's temperature class asks");
        }
    }

    /** Returns all versions that were ever set, in the order in which they were set. */
    List<RoomVersion> versions(RoomKey key) {
        return versions(stream("key = ?1 order by number", key));
    }

    /** Returns the plan of what is watched at a site. */
    public Plan plan(String site) {
        List<RoomVersion> versions = ofSite(site);
        return versions.isEmpty() ? Plan.NONE : Plan.of(site, versions);
    }

    /** Returns, by room, the setups of a site's rooms at any time. */
    public Map<String, Timeline> timelines(String site) {
        return Timeline.ofSite(ofSite(site));
    }

    private List<RoomVersion> ofSite(String site) {
        return versions(stream("key.site = ?1 order by number", site));
    }

    private static List<RoomVersion> versions(Stream<StoredRoomVersion> rows) {
        try (rows) {
            return rows.map(StoredRoomVersion::version).toList();
        }
    }
}
