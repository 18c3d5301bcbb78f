package io.frostline.history.store;

import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the database ids of sites, epochs, catalogs and sensors. A name gets its id once, in a transaction of its own, and
 * keeps it; so ids can be cached.
 */
@ApplicationScoped
public class Registry {
    private record EpochKey(int siteId, long epoch) {}

    private record CatalogKey(int siteId, Digest digest) {}

    /** Catalog with the database ids of its sensors, in the catalog's order. */
    public record KnownCatalog(int id, int[] sensorIds, int[] intervals, SensorCatalog catalog) {}

    public record SensorName(String site, String sensor) {}

    public record Sensor(
            int id, int siteId, String name, int intervalMillis, long duplicates, long conflicts, long future) {}

    private final Database database;
    private final Map<String, Integer> sites = new ConcurrentHashMap<>();
    private final Map<EpochKey, Integer> epochs = new ConcurrentHashMap<>();
    private final Map<CatalogKey, KnownCatalog> catalogs = new ConcurrentHashMap<>();
    private final Map<Integer, KnownCatalog> catalogsById = new ConcurrentHashMap<>();

    public Registry(Database database) {
        this.database = database;
    }

    /** Clears the cache: ids are loaded again from now on. */
    public void forget() {
        sites.clear();
        epochs.clear();
        catalogs.clear();
        catalogsById.clear();
    }

    public int site(String name) throws SQLException {
        Integer known = sites.get(name);
        if (known != null) {
            return known;
        }
        int id = database.write(c -> {
            Sql.update(c, "insert into site (name) values (?) on conflict do nothing", name);
            return findSite(c, name).orElseThrow();
        });
        sites.put(name, id);
        return id;
    }

    /** Returns the site, if anything was ever stored for it. */
    public Optional<Integer> findSite(String name) throws SQLException {
        Integer known = sites.get(name);
        return known != null ? Optional.of(known) : database.each(c -> findSite(c, name));
    }

    private static Optional<Integer> findSite(Connection connection, String name) throws SQLException {
        return Sql.first(connection, "select id from site where name = ?", row -> row.getInt(1), name);
    }

    public int epoch(int siteId, long epoch, String origin) throws SQLException {
        EpochKey key = new EpochKey(siteId, epoch);
        Integer known = epochs.get(key);
        if (known != null) {
            return known;
        }
        int id = database.write(c -> {
            Sql.update(
                    c,
                    "insert into epoch (site_id, epoch, origin) values (?, ?, ?) on conflict do nothing",
                    siteId,
                    epoch,
                    origin);
            return Sql.first(
                            c,
                            "select id from epoch where site_id = ? and epoch = ?",
                            row -> row.getInt(1),
                            siteId,
                            epoch)
                    .orElseThrow();
        });
        epochs.put(key, id);
        return id;
    }

    /** Returns the catalog with that digest, if a transfer brought it. */
    public Optional<KnownCatalog> catalog(int siteId, Digest digest) throws SQLException {
        CatalogKey key = new CatalogKey(siteId, digest);
        KnownCatalog known = catalogs.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<KnownCatalog> found = database.each(c -> findCatalog(c, key));
        found.ifPresent(catalog -> remember(key, catalog));
        return found;
    }

    private static Optional<KnownCatalog> findCatalog(Connection connection, CatalogKey key) throws SQLException {
        return Sql.first(
                connection,
                "select id, encoded, sensor_ids from catalog where site_id = ? and digest = ?",
                Registry::known,
                key.siteId,
                key.digest.bytes());
    }

    public KnownCatalog catalogById(int id) throws SQLException {
        KnownCatalog known = catalogsById.get(id);
        if (known == null) {
            known = database.each(
                    c -> Sql.first(c, "select id, encoded, sensor_ids from catalog where id = ?", Registry::known, id)
                            .orElseThrow());
            catalogsById.put(id, known);
        }
        return known;
    }

    /**
     * Stores the catalog and its sensors; the newest catalog sets the expected interval of a sensor.
     *
     * @param orphaned true if nobody has configured the sensors: a new one exists once something of it is stored
     */
    public KnownCatalog register(int siteId, SensorCatalog catalog, boolean orphaned) throws SQLException {
        Optional<KnownCatalog> known = catalog(siteId, catalog.id());
        if (known.isPresent()) {
            return known.get();
        }
        CatalogKey key = new CatalogKey(siteId, catalog.id());
        String[] names =
                catalog.sensors().stream().map(SensorCatalog.Sensor::name).toArray(String[]::new);
        int[] intervals = intervals(catalog);
        KnownCatalog registered = database.write(c -> {
            Sql.update(c, """
                    insert into sensor (site_id, name, interval_ms, orphaned)
                    select ?, name, interval_ms, ? from unnest(?::text[], ?::int[]) as t (name, interval_ms) order by name
                    on conflict (site_id, name) do update set interval_ms = excluded.interval_ms,
                       orphaned = sensor.orphaned and excluded.orphaned""", siteId, orphaned, names, intervals);
            Sql.update(c, """
                    insert into catalog (site_id, digest, encoded, sensor_ids)
                    select ?, ?, ?, coalesce(array_agg(s.id order by t.n), '{}')
                      from unnest(?::text[]) with ordinality as t (name, n)
                      join sensor s on s.name = t.name and s.site_id = ?
                    on conflict do nothing""", siteId, catalog.id().bytes(), catalog.encoded(), names, siteId);
            return findCatalog(c, key).orElseThrow();
        });
        remember(key, registered);
        return registered;
    }

    /** SQL condition on a {@code sensor s}: somebody has configured it, or something of it is stored. */
    public static final String EXISTS = """
            (not s.orphaned
             or exists (select 1 from segment g where g.sensor_id = s.id)
             or exists (select 1 from pending p join catalog k on k.id = p.catalog_id
                         where p.site_id = s.site_id and s.id = any(k.sensor_ids)))""";

    public Optional<Sensor> sensor(String site, String name) throws SQLException {
        return database.each(c -> Sql.first(
                c,
                """
                select s.id, s.site_id, s.name, s.interval_ms, s.duplicates, s.conflicts, s.future
                  from sensor s join site on site.id = s.site_id
                 where site.name = ? and s.name = ?""",
                row -> new Sensor(
                        row.getInt(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)),
                site,
                name));
    }

    /** Returns the sensors that exist, ordered by site and name; of one site, or of all if null. */
    public List<SensorName> sensors(@Nullable String site) throws SQLException {
        return database.each(c -> Sql.list(
                c, """
                select site.name, s.name from sensor s join site on site.id = s.site_id
                 where coalesce(? = site.name, true) and """ + EXISTS + " order by 1, 2", row -> new SensorName(row.getString(1), row.getString(2)), site));
    }

    private void remember(CatalogKey key, KnownCatalog catalog) {
        catalogs.put(key, catalog);
        catalogsById.put(catalog.id(), catalog);
    }

    private static KnownCatalog known(java.sql.ResultSet row) throws SQLException {
        Integer[] ids = (Integer[]) row.getArray("sensor_ids").getArray();
        SensorCatalog catalog = SensorCatalog.decode(row.getBytes("encoded"));
        return new KnownCatalog(
                row.getInt("id"),
                Arrays.stream(ids).mapToInt(Integer::intValue).toArray(),
                intervals(catalog),
                catalog);
    }

    private static int[] intervals(SensorCatalog catalog) {
        List<SensorCatalog.Sensor> sensors = catalog.sensors();
        return sensors.stream().mapToInt(SensorCatalog.Sensor::intervalMillis).toArray();
    }
}
