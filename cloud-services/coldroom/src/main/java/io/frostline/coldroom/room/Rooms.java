package io.frostline.coldroom.room;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What rooms are to be like. Each method is one transaction. */
@ApplicationScoped
public class Rooms {
    private final javax.sql.DataSource database;
    private final ObjectMapper json;

    public Rooms(@DataSource("coldroom") javax.sql.DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Adds a version, and has the excursions of all sensors that it concerns found anew from its instant on.
     *
     * @throws Refused where a sensor would be in two rooms, or signed-off excursions would change and no reason is given
     */
    @RequestTransaction
    RoomVersion set(String site, String room, Instant from, RoomSetup setup, String by, @Nullable String reason)
            throws SQLException {
        try (Connection c = database.getConnection()) {
            // versions of a site are set one after the other
            Sql.list(c, "select pg_advisory_xact_lock(hashtextextended('room ' || ?, 0))", row -> 0, site);
            List<RoomVersion> before = ofSite(c, site);
            Set<String> concerned = new TreeSet<>(setup.sensors());
            Optional.ofNullable(Timeline.ofSite(before).get(room))
                    .ifPresent(timeline -> timeline.versions()
                            .values()
                            .forEach(v -> concerned.addAll(v.setup().sensors())));
            requireReason(c, site, room, from, reason);
            RoomVersion added = insert(c, site, room, from, setup, by, reason);
            List<RoomVersion> all = new ArrayList<>(before);
            all.add(added);
            requireOneRoom(Timeline.ofSite(all), room);
            Sql.update(
                    c,
                    "insert into reevaluation (site, sensor, from_at) select ?, unnest(?::text[]), ?",
                    site,
                    concerned.toArray(String[]::new),
                    from);
            contactsChanged(c, site, room, from);
            return added;
        }
    }

    /** Whoever is on duty by then hears of what nobody has acknowledged. */
    private static void contactsChanged(Connection connection, String site, String room, Instant from)
            throws SQLException {
        Sql.update(connection, """
                update alarm a set due_at = least(a.due_at, greatest(now(), ?)) from excursion e
                 where e.id = a.excursion_id and e.site = ? and e.room = ? and a.state = 'open'""", from, site, room);
    }

    private RoomVersion insert(
            Connection connection,
            String site,
            String room,
            Instant from,
            RoomSetup setup,
            String by,
            @Nullable String reason)
            throws SQLException {
        try {
            return Sql.first(
                            connection,
                            """
                            insert into room_version (site, room, from_at, setup, set_by, reason)
                            values (?, ?, ?, ?::jsonb, ?, ?) returning *""",
                            this::version,
                            site,
                            room,
                            from,
                            json.writeValueAsString(setup),
                            by,
                            reason)
                    .orElseThrow();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireReason(
            Connection connection, String site, String room, Instant from, @Nullable String reason)
            throws SQLException {
        long signedOff = Sql.first(connection, """
                        select count(*) from excursion e
                         where site = ? and room = ? and withdrawn_at is null and (to_at is null or to_at > ?)
                           and exists (select 1 from acknowledgement a where a.excursion_id = e.id)""", row -> row.getLong(1), site, room, from)
                .orElse(0L);
        if (signedOff > 0 && reason == null) {
            throw Refused.conflict(
                    "signed-off",
                    "Excursions are signed off",
                    "from " + from + " on, " + signedOff
                            + " excursions of this room have been acknowledged; say in 'reason' why they may change, or choose a later 'from'");
        }
    }

    private static void requireOneRoom(Map<String, Timeline> rooms, String changed) {
        Timeline room = rooms.getOrDefault(changed, new Timeline(new java.util.TreeMap<>()));
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

    /** Of one site, or of all; those in force now. */
    @RequestTransaction
    List<RoomVersion> current(@Nullable String site) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    select distinct on (site, room) * from room_version
                     where (?::text is null or site = ?) and from_at <= now()
                     order by site, room, from_at desc, number desc""", this::version, site, site);
        }
    }

    /** @throws Refused where a set point lies outside the temperature class of the room, or there is no such room */
    @RequestTransaction
    public void requireAllowed(String site, String room, double setPoint) throws SQLException {
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

    /** All that were ever set, in the order in which they were. */
    @RequestTransaction
    List<RoomVersion> versions(String site, String room) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select * from room_version where site = ? and room = ? order by number",
                    this::version,
                    site,
                    room);
        }
    }

    /** What is watched at a site. */
    @RequestTransaction
    public Plan plan(String site) throws SQLException {
        try (Connection c = database.getConnection()) {
            List<RoomVersion> versions = ofSite(c, site);
            return versions.isEmpty() ? Plan.NONE : Plan.of(site, versions);
        }
    }

    /** What rooms of a site are to be like at any time, by room. */
    @RequestTransaction
    public Map<String, Timeline> timelines(String site) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Timeline.ofSite(ofSite(c, site));
        }
    }

    private List<RoomVersion> ofSite(Connection connection, String site) throws SQLException {
        return Sql.list(connection, "select * from room_version where site = ? order by number", this::version, site);
    }

    private RoomVersion version(ResultSet row) throws SQLException {
        try {
            return new RoomVersion(
                    row.getLong("number"),
                    row.getString("site"),
                    row.getString("room"),
                    Sql.instant(row, "from_at"),
                    json.readValue(row.getString("setup"), RoomSetup.class),
                    row.getString("set_by"),
                    row.getString("reason"),
                    Sql.instant(row, "set_at"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
