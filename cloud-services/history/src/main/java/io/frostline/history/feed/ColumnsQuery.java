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
import io.frostline.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Readings of many sensors of a site over one range, of one state of the database. */
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
            Map<Integer, String> names = names(c, site, asked.getSensorList());
            Map<Integer, Readings> pending = names.isEmpty()
                    ? Map.of()
                    : PendingReadings.of(
                            c,
                            registry,
                            registry.findSite(site).orElseThrow(),
                            names.keySet(),
                            asked.getFromMs(),
                            asked.getToMs());
            List<SensorColumns> answer = new ArrayList<>();
            for (Map.Entry<Integer, String> sensor : names.entrySet()) {
                Readings readings = settled(c, sensor.getKey(), asked.getFromMs(), asked.getToMs());
                Readings late = pending.get(sensor.getKey());
                if (late != null) {
                    readings.addAll(late);
                }
                if (readings.size() > 0) {
                    answer.add(encoded(
                            sensor.getValue(),
                            Union.of(readings, (kept, k, lost, l) -> {}).readings()));
                }
            }
            return answer;
        });
    }

    private static Map<Integer, String> names(Connection connection, String site, List<String> sensors)
            throws SQLException {
        Map<Integer, String> names = new LinkedHashMap<>();
        Sql.forEach(
                connection,
                """
                select s.id, s.name from sensor s join site on site.id = s.site_id
                 where site.name = ? and s.name = any(?)""",
                row -> names.put(row.getInt(1), row.getString(2)),
                site,
                sensors.toArray(String[]::new));
        return names;
    }

    /** Ascending: segments of a sensor never overlap. */
    private static Readings settled(Connection connection, int sensorId, long from, long to) throws SQLException {
        ColumnCodec codec = new ColumnCodec();
        Readings settled = new Readings(1024);
        for (Segment segment : SegmentStore.between(connection, sensorId, from, to, Integer.MAX_VALUE)) {
            Readings readings = segment.decode(codec);
            settled.addAll(readings.slice(readings.indexFrom(from), readings.indexFrom(to)));
        }
        return settled;
    }

    private static SensorColumns encoded(String sensor, Readings readings) {
        ColumnCodec codec = new ColumnCodec();
        SensorColumns.Builder columns = SensorColumns.newBuilder().setSensor(sensor);
        for (int from = 0; from < readings.size(); from += Segment.MOST_READINGS) {
            Readings part = readings.slice(from, Math.min(readings.size(), from + Segment.MOST_READINGS));
            columns.addSegment(UnsafeByteOperations.unsafeWrap(codec.encodeSegment(part)));
        }
        return columns.build();
    }
}
