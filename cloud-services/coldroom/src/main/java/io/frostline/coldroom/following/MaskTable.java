package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.sql.Sql;
import io.frostline.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What agents said of defrosts and doors. Each method is one transaction. */
@ApplicationScoped
class MaskTable {
    private final javax.sql.DataSource database;

    MaskTable(@DataSource("coldroom") javax.sql.DataSource database) {
        this.database = database;
    }

    record InRoom(String room, Event event) {}

    /** Those that are known already stay as they are. */
    @RequestTransaction
    void add(String site, List<InRoom> events) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(
                    c,
                    """
                    insert into mask_event (site, room, kind, at, begins)
                    select ?, room, kind, to_timestamp(at_ms / 1000.0), begins = 1
                      from unnest(?::text[], ?::text[], ?::bigint[], ?::int[]) as t (room, kind, at_ms, begins)
                    on conflict do nothing""",
                    site,
                    events.stream().map(InRoom::room).toArray(String[]::new),
                    events.stream().map(e -> e.event.kind()).toArray(String[]::new),
                    events.stream().mapToLong(e -> e.event.at()).toArray(),
                    events.stream().mapToInt(e -> e.event.begins() ? 1 : 0).toArray());
        }
    }

    /** By room, those in [from, to), milliseconds since 1970. */
    @RequestTransaction
    Map<String, List<Event>> between(String site, long from, long to) throws SQLException {
        Map<String, List<Event>> events = new HashMap<>();
        try (Connection c = database.getConnection()) {
            Sql.forEach(
                    c,
                    "select * from mask_event where site = ? and at >= ? and at < ?",
                    row -> events.computeIfAbsent(row.getString("room"), room -> new ArrayList<>())
                            .add(new Event(
                                    row.getString("kind"),
                                    Sql.instant(row, "at").toEpochMilli(),
                                    row.getBoolean("begins"))),
                    site,
                    Instant.ofEpochMilli(from),
                    Instant.ofEpochMilli(to));
        }
        return events;
    }
}
