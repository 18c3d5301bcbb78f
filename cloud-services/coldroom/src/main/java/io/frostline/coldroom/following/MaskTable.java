package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.platform.sql.Sql;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Table of defrost and door events that agents reported. Each method is one transaction. */
@ApplicationScoped
class MaskTable implements MaskEvents {
    private final javax.sql.DataSource database;

    MaskTable(@DataSource("coldroom") javax.sql.DataSource database) {
        this.database = database;
    }

    @Override
    @Transactional
    public void add(String site, List<InRoom> events) {
        Sql.update(
                database,
                """
                insert into mask_event as m (site, room, kind, at, begins)
                select ?, room, kind, to_timestamp(at_ms / 1000.0), bool_or(begins = 1)
                  from unnest(?::text[], ?::text[], ?::bigint[], ?::int[]) as t (room, kind, at_ms, begins)
                 group by room, kind, at_ms
                on conflict (site, room, kind, at) do update set begins = true
                 where excluded.begins and not m.begins""",
                site,
                Sql.texts(events, InRoom::room),
                Sql.texts(events, e -> e.event().kind()),
                Sql.longs(events, e -> e.event().at()),
                events.stream().mapToInt(e -> e.event().begins() ? 1 : 0).toArray());
    }

    @Override
    @Transactional
    public Map<String, List<Event>> between(String site, long from, long to) {
        String select = "select * from mask_event where site = ? and at >= ? and at < ?";
        Instant begin = Instant.ofEpochMilli(from);
        return Sql.list(database, select, MaskTable::event, site, begin, Instant.ofEpochMilli(to)).stream()
                .collect(Collectors.groupingBy(InRoom::room, Collectors.mapping(InRoom::event, Collectors.toList())));
    }

    private static InRoom event(ResultSet row) throws SQLException {
        long at = Sql.instant(row, "at").toEpochMilli();
        return new InRoom(row.getString("room"), new Event(row.getString("kind"), at, row.getBoolean("begins")));
    }
}
