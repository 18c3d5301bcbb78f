package io.frostline.history.segment;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Query for values that lost against another of the same sensor and instant, including readings that are in no segment yet. */
public final class Conflicts {
    private static final int MAX = 10_000;

    /**
     * Value that lost.
     *
     * @param kept value that counts, in degrees Celsius; null for a fault
     * @param lost value that lost, in degrees Celsius; null for a fault
     * @param seen how often it arrived
     */
    public record Conflict(
            Instant at, @Nullable Double kept, @Nullable Double lost, long seen) {}

    private record Lost(long at, @Nullable Double value) {}

    private Conflicts() {}

    /** Returns a sensor's conflicts, ascending; the first {@value #MAX}. The caller's transaction must see one snapshot. */
    public static List<Conflict> of(Connection connection, Registry registry, Registry.Sensor sensor)
            throws SQLException {
        List<Conflict> conflicts = new ArrayList<>(Sql.list(
                connection,
                "select at, kept_micro / 1e6, lost_micro / 1e6, seen from conflict where sensor_id = ? order by at limit ?",
                row -> new Conflict(
                        Sql.instant(row, "at"),
                        row.getObject(2) == null ? null : Double.valueOf(row.getDouble(2)),
                        row.getObject(3) == null ? null : Double.valueOf(row.getDouble(3)),
                        row.getLong(4)),
                sensor.id(),
                MAX));
        conflicts.addAll(pending(connection, registry, sensor));
        conflicts.sort(Comparator.comparing(Conflict::at));
        return conflicts.subList(0, Math.min(MAX, conflicts.size()));
    }

    /** Returns the number of conflicts that {@link Segmenter} is still to count. */
    public static long pendingCount(Connection connection, Registry registry, Registry.Sensor sensor)
            throws SQLException {
        return pending(connection, registry, sensor).stream()
                .mapToLong(Conflict::seen)
                .sum();
    }

    /** Returns the conflicts that {@link Segmenter} is still to record. */
    private static List<Conflict> pending(Connection connection, Registry registry, Registry.Sensor sensor)
            throws SQLException {
        long latest = BatchCodec.LATEST.toEpochMilli();
        Readings pending = PendingReadings.of(connection, registry, sensor, BatchCodec.EARLIEST.toEpochMilli(), latest);
        if (pending.size() == 0) {
            return List.of();
        }
        Readings sorted = Union.of(pending, (kept, k, lost, l) -> {}).readings();
        Readings all = new Readings(pending.size());
        ColumnCodec codec = new ColumnCodec();
        for (Segment segment : SegmentStore.overlapping(connection, Segmenter.spans(sensor.id(), sorted))) {
            Readings settled = segment.decode(codec);
            for (int i = 0; i < settled.size(); i++) {
                int near = sorted.indexFrom(settled.at(i));
                if (near < sorted.size() && sorted.at(near) == settled.at(i)) {
                    all.add(settled, i);
                }
            }
        }
        all.addAll(pending);
        Map<Lost, Conflict> found = new TreeMap<>(Comparator.comparingLong(Lost::at)
                .thenComparing(Lost::value, Comparator.nullsFirst(Comparator.naturalOrder())));
        Union unused = Union.of(all, (kept, k, lost, l) -> {
            Lost value = new Lost(lost.at(l), celsius(lost, l));
            Conflict before = found.get(value);
            found.put(
                    value,
                    new Conflict(
                            Instant.ofEpochMilli(value.at),
                            celsius(kept, k),
                            value.value,
                            before == null ? 1 : before.seen + 1));
        });
        return List.copyOf(found.values());
    }

    private static @Nullable Double celsius(Readings readings, int index) {
        return readings.hasValue(index) ? Double.valueOf(readings.celsius(index)) : null;
    }

    /** Returns the values that lost in [from, to), as readings. */
    public static Readings lost(Connection connection, int sensorId, long from, long to) throws SQLException {
        Readings lost = new Readings(16);
        Sql.forEach(
                connection,
                "select at, lost_micro, lost_quality from conflict where sensor_id = ? and at >= ? and at < ?",
                row -> {
                    long micro = row.getLong("lost_micro");
                    lost.add(
                            Sql.instant(row, "at").toEpochMilli(),
                            micro,
                            (byte) (row.wasNull() ? Math.max(row.getInt("lost_quality"), Quality.FAULT.code()) : 0),
                            0);
                },
                sensorId,
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to));
        return lost;
    }
}
