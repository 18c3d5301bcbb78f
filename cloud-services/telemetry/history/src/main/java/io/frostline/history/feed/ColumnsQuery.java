package io.frostline.history.feed;

import com.google.protobuf.UnsafeByteOperations;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.AskColumns;
import io.frostline.contract.wire.SensorColumns;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.segment.Segment;
import io.frostline.history.segment.SegmentStore;
import io.frostline.history.segment.Union;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Query for readings of many sensors of one site over one range, from one database snapshot. */
@ApplicationScoped
class ColumnsQuery {
    private final Database database;
    private final Registry registry;

    ColumnsQuery(Database database, Registry registry) {
        this.database = database;
        this.registry = registry;
    }

    List<SensorColumns> of(String site, AskColumns asked) throws SQLException {
        return database.read(c -> {
            List<Known> sensors = known(c, site, asked.getSensorList(), asked.getFromMs());
            Map<Integer, Readings> pending = sensors.isEmpty()
                    ? Map.of()
                    : PendingReadings.of(
                            c,
                            registry,
                            registry.findSite(site).orElseThrow(),
                            sensors.stream().map(Known::id).collect(Collectors.toSet()),
                            asked.getFromMs(),
                            asked.getToMs());
            List<SensorColumns> answer = new ArrayList<>();
            for (Known sensor : sensors) {
                Readings readings = settled(c, sensor.id, asked.getFromMs(), asked.getToMs());
                Readings late = pending.get(sensor.id);
                if (late != null) {
                    readings.addAll(late);
                }
                answer.add(encoded(
                        sensor,
                        Union.of(readings, (kept, k, lost, l) -> {}).readings().withoutFuture()));
            }
            return answer;
        });
    }

    private record Known(int id, String name, boolean earlier) {}

    private static List<Known> known(Connection connection, String site, List<String> sensors, long from)
            throws SQLException {
        return Sql.list(
                connection,
                """
                select s.id, s.name,
                       exists (select 1 from segment g where g.sensor_id = s.id and g.from_at < ?)
                       or exists (select 1 from pending p
                                   where p.site_id = s.site_id and (p.from_at is null or p.from_at < ?)) as earlier
                  from sensor s join site on site.id = s.site_id
                 where site.name = ? and s.name = any(?)""",
                row -> new Known(row.getInt("id"), row.getString("name"), row.getBoolean("earlier")),
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(from),
                site,
                sensors.toArray(String[]::new));
    }

    /** Returns the sensor's readings from segments, in ascending order: segments of a sensor never overlap. */
    private static Readings settled(Connection connection, int sensorId, long from, long to) throws SQLException {
        ColumnCodec codec = new ColumnCodec();
        Readings settled = new Readings(1024);
        for (Segment segment : SegmentStore.between(connection, sensorId, from, to, Integer.MAX_VALUE)) {
            settled.addWithin(segment.decode(codec), from, to);
        }
        return settled;
    }

    private static SensorColumns encoded(Known sensor, Readings readings) {
        ColumnCodec codec = new ColumnCodec();
        SensorColumns.Builder columns =
                SensorColumns.newBuilder().setSensor(sensor.name).setEarlier(sensor.earlier);
        for (int from = 0; from < readings.size(); from += Segment.MAX_READINGS) {
            Readings part = readings.slice(from, Math.min(readings.size(), from + Segment.MAX_READINGS));
            columns.addSegment(UnsafeByteOperations.unsafeWrap(codec.encodeSegment(part)));
        }
        return columns.build();
    }
}
