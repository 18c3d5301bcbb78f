package io.frostline.history.query;

import io.frostline.history.segment.Conflicts;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query for the sensors that have readings. */
@ApplicationScoped
class Sensors {
    private final Database database;
    private final Registry registry;

    Sensors(Database database, Registry registry) {
        this.database = database;
        this.registry = registry;
    }

    record SensorName(String site, String sensor) {}

    /** Returns the sensors ordered by site and name; of one site, or of all if null. */
    List<SensorName> list(@Nullable String site) throws SQLException {
        return database.each(c -> Sql.list(
                c,
                """
                select site.name, s.name from sensor s join site on site.id = s.site_id
                 where coalesce(? = site.name, true) and """ + Registry.EXISTS + " order by 1, 2",
                row -> new SensorName(row.getString(1), row.getString(2)),
                site));
    }

    /** Returns the values that lost against another of the same instant. */
    List<Conflicts.Conflict> conflicts(Registry.Sensor sensor) throws SQLException {
        return database.read(c -> Conflicts.of(c, registry, sensor));
    }

    /** Returns the number of conflicts in readings that are in no segment yet. */
    long pendingConflicts(Registry.Sensor sensor) throws SQLException {
        return database.read(c -> Conflicts.pendingCount(c, registry, sensor));
    }
}
