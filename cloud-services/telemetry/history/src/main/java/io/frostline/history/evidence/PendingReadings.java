package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Readings of batches that are in no segment yet, by sensor, in order of arrival. */
public final class PendingReadings {
    private static final String PLACED = """
            (p.boot is null or exists (select 1 from boot_clock c where c.site_id = p.site_id and c.boot = p.boot))""";

    private final Map<Integer, Readings> bySensor = new HashMap<>();
    private final List<Long> arrivals = new ArrayList<>();

    private PendingReadings() {}

    /** Returns a site's oldest batches, with at most about {@code most} readings. Batches without a known clock stay pending. */
    public static PendingReadings oldest(Connection connection, Registry registry, int siteId, int most)
            throws SQLException {
        PendingReadings pending = new PendingReadings();
        pending.load(connection, registry, siteId, id -> true, """
                select p.arrival, p.catalog_id, b.payload, b.received_at
                  from (select *, sum(readings) over (order by arrival) - readings as before
                          from pending p where site_id = ? and """ + PLACED + """
                       ) p
                  join batch b on b.epoch_id = p.epoch_id and b.sequence = p.sequence
                 where p.before < ? order by p.arrival""", siteId, most);
        return pending;
    }

    /** Returns one sensor's pending readings in [from, to), in order of arrival. */
    public static Readings of(Connection connection, Registry registry, Registry.Sensor sensor, long from, long to)
            throws SQLException {
        return of(connection, registry, sensor.siteId(), Set.of(sensor.id()), from, to)
                .getOrDefault(sensor.id(), new Readings(1));
    }

    /** Returns pending readings in [from, to) by sensor, each in order of arrival; sensors that have none may be absent. */
    public static Map<Integer, Readings> of(
            Connection connection, Registry registry, int siteId, Set<Integer> sensorIds, long from, long to)
            throws SQLException {
        PendingReadings pending = new PendingReadings();
        pending.load(
                connection,
                registry,
                siteId,
                sensorIds::contains,
                """
                select p.arrival, p.catalog_id, b.payload, b.received_at
                  from pending p
                  join batch b on b.epoch_id = p.epoch_id and b.sequence = p.sequence
                 where p.site_id = ? and (p.to_at is null or p.to_at >= ? and p.from_at < ?) and """ + PLACED + " order by p.arrival",
                siteId,
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to));
        pending.bySensor.replaceAll((sensor, all) -> all.within(from, to));
        return pending.bySensor;
    }

    private void load(
            Connection connection, Registry registry, int siteId, IntPredicate wanted, String sql, Object... parameters)
            throws SQLException {
        Map<Long, Long> clocks = clocks(connection, siteId);
        BatchCodec codec = new BatchCodec();
        Sql.forEach(connection, sql, row -> add(row, registry, codec, clocks, wanted), parameters);
    }

    /** Returns what to add to the monotonic clock of each boot, in milliseconds, by boot. */
    public static Map<Long, Long> clocks(Connection connection, int siteId) throws SQLException {
        Map<Long, Long> clocks = new HashMap<>();
        Sql.forEach(
                connection,
                "select boot, offset_ms from boot_clock where site_id = ?",
                row -> clocks.put(row.getLong(1), row.getLong(2)),
                siteId);
        return clocks;
    }

    private void add(ResultSet row, Registry registry, BatchCodec codec, Map<Long, Long> clocks, IntPredicate wanted)
            throws SQLException {
        arrivals.add(row.getLong("arrival"));
        Registry.KnownCatalog catalog = registry.catalogById(row.getInt("catalog_id"));
        forEachColumn(decode(codec, row.getBytes("payload")), received(row), catalog, clocks, wanted, bySensor);
    }

    /** Returns when a batch was received, in epoch milliseconds; {@code Long.MAX_VALUE} if its row has no time of receipt. */
    public static long received(ResultSet row) throws SQLException {
        Instant received = Sql.nullableInstant(row, "received_at");
        return received == null ? Long.MAX_VALUE : received.toEpochMilli();
    }

    /**
     * Adds a batch's readings to those of their sensors, with interval and clock correction. Readings ahead of the time of receipt
     * are flagged as future.
     */
    public static void forEachColumn(
            Batch batch,
            long received,
            Registry.KnownCatalog catalog,
            Map<Long, Long> clocks,
            IntPredicate wanted,
            Map<Integer, Readings> into) {
        Long boot = batch.boot();
        for (ColumnCodec.Column column : batch.columns()) {
            if (column.sensor() >= catalog.sensorIds().length) {
                continue;
            }
            int sensorId = catalog.sensorIds()[column.sensor()];
            if (wanted.test(sensorId)) {
                Readings readings = column.readings().withInterval(catalog.intervals()[column.sensor()]);
                Long offset = boot == null ? null : clocks.get(boot);
                Readings placed = offset == null ? readings : readings.clockCorrected(offset);
                int unused = placed.flagFuture(received);
                into.computeIfAbsent(sensorId, id -> new Readings(64)).addAll(placed);
            }
        }
    }

    public static Batch decode(BatchCodec codec, byte[] payload) {
        return switch (codec.decode(payload)) {
            case Decoded.Accepted accepted -> accepted.batch();
            case Decoded.Rejected rejected ->
                throw new IllegalStateException("a stored batch can't be read: " + rejected.detail());
        };
    }

    public Map<Integer, Readings> bySensor() {
        return bySensor;
    }

    public long[] arrivals() {
        return arrivals.stream().mapToLong(Long::longValue).toArray();
    }
}
