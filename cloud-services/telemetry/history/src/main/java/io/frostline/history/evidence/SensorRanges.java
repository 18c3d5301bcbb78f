package io.frostline.history.evidence;

import io.frostline.contract.recording.ValidRange;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Measuring ranges set for sensors without an agent. A range set at another instance takes effect here within seconds. */
@ApplicationScoped
public class SensorRanges {
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(5);

    private final Database database;
    private volatile Map<Integer, Map<String, ValidRange>> known = Map.of();
    private volatile long loaded = System.nanoTime() - REFRESH;

    SensorRanges(Database database) {
        this.database = database;
    }

    public ValidRange of(int siteId, String sensor) throws SQLException {
        if (System.nanoTime() - loaded >= REFRESH) {
            load();
        }
        return known.getOrDefault(siteId, Map.of()).getOrDefault(sensor, ValidRange.DEFAULT);
    }

    private void load() throws SQLException {
        Map<Integer, Map<String, ValidRange>> all = new HashMap<>();
        database.each(c -> {
            Sql.forEach(
                    c,
                    "select site_id, name, lowest, highest, missing from sensor_range",
                    row -> all.computeIfAbsent(row.getInt("site_id"), id -> new HashMap<>())
                            .put(
                                    row.getString("name"),
                                    new ValidRange(row.getLong("lowest"), row.getLong("highest"), Set.of((Long[])
                                            row.getArray("missing").getArray()))));
            return true;
        });
        known = all;
        loaded = System.nanoTime();
    }

    /** Sets a sensor's range for readings that arrive from now on; stored readings do not change. */
    public void set(int siteId, String sensor, ValidRange range, String by) throws SQLException {
        database.write(c -> Sql.update(
                c,
                """
                insert into sensor_range (site_id, name, lowest, highest, missing, set_by) values (?, ?, ?, ?, ?, ?)
                on conflict (site_id, name) do update set lowest = excluded.lowest, highest = excluded.highest,
                       missing = excluded.missing, set_by = excluded.set_by, set_at = now()""",
                siteId,
                sensor,
                range.lowest(),
                range.highest(),
                range.missing().stream().mapToLong(Long::longValue).sorted().toArray(),
                by));
        load();
    }
}
