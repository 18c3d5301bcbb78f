package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.store.Registry;
import io.frostline.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Batches that history makes itself, of readings that came without an agent: plain JSON, and imports. They stand in an
 * epoch of their own, chained like an agent's, so that all evidence is of one kind.
 */
@ApplicationScoped
public class OwnEpoch {
    private static final int MOST_READINGS = 10_000;
    private static final long PLAIN = 0;

    private final Registry registry;
    private final BatchCodec codec = new BatchCodec();

    public OwnEpoch(Registry registry) {
        this.registry = registry;
    }

    /** Appends plain readings, by sensor; the caller holds the site's lock. */
    public long appendPlain(Connection connection, int siteId, Map<String, Readings> bySensor) throws SQLException {
        return append(connection, siteId, PLAIN, "plain", bySensor, Map.of());
    }

    public static void add(Map<String, Readings> readings, PlainReading reading) {
        OptionalLong value = reading.microCelsius();
        Quality quality = value.isPresent() ? Quality.GOOD : Quality.FAULT;
        readings.computeIfAbsent(reading.sensor(), name -> new Readings(16))
                .add(reading.atMillis(), value.orElse(0), quality.code(), 0);
    }

    /**
     * Appends readings, by sensor, as batches of an epoch; the caller holds the site's lock.
     *
     * @param intervals what is expected of each sensor; unknown where it names none
     */
    public long append(
            Connection connection,
            int siteId,
            long epoch,
            String origin,
            Map<String, Readings> bySensor,
            Map<String, Duration> intervals)
            throws SQLException {
        if (bySensor.isEmpty()) {
            return 0;
        }
        int epochId = registry.epoch(siteId, epoch, origin);
        String site = Sql.first(connection, "select name from site where id = ?", row -> row.getString(1), siteId)
                .orElseThrow();
        long sequence = Sql.first(
                        connection,
                        "select coalesce(upper(received) - 1, 0) from epoch where id = ?",
                        row -> row.getLong(1),
                        epochId)
                .orElseThrow();
        SensorCatalog catalog = catalog(connection, epochId, sequence, bySensor.keySet(), intervals);
        int catalogId = registry.register(siteId, catalog).id();
        Digest previous = Sql.first(
                        connection,
                        "select payload from batch where epoch_id = ? and sequence = ?",
                        row -> Digest.of(row.getBytes(1)),
                        epochId,
                        sequence)
                .orElse(Digest.NONE);
        List<Arrived> arrived = new ArrayList<>();
        for (List<ColumnCodec.Column> columns : parts(bySensor, catalog)) {
            Batch batch = new Batch(
                    site,
                    epoch,
                    ++sequence,
                    previous,
                    catalog.id(),
                    OptionalLong.empty(),
                    columns,
                    List.of(),
                    List.of());
            byte[] payload = codec.encode(batch);
            previous = Digest.of(payload);
            arrived.add(new Arrived(siteId, epochId, catalogId, batch, payload));
        }
        return EvidenceStore.store(connection, arrived).readings();
    }

    /** The sensors that the epoch's last batch knew, and the new ones: one catalog serves many batches. */
    private static SensorCatalog catalog(
            Connection connection, int epochId, long sequence, Set<String> names, Map<String, Duration> intervals)
            throws SQLException {
        Map<String, SensorCatalog.Sensor> sensors = new TreeMap<>();
        Sql.first(connection, """
                        select c.encoded from batch b join catalog c on c.id = b.catalog_id
                         where b.epoch_id = ? and b.sequence = ?""", row -> SensorCatalog.decode(row.getBytes(1)), epochId, sequence)
                .ifPresent(c -> c.sensors().forEach(sensor -> sensors.put(sensor.name(), sensor)));
        for (String name : names) {
            sensors.computeIfAbsent(name, n -> new SensorCatalog.Sensor(n, intervals.getOrDefault(n, Duration.ZERO)));
        }
        return SensorCatalog.of(List.copyOf(sensors.values()));
    }

    private static List<List<ColumnCodec.Column>> parts(Map<String, Readings> bySensor, SensorCatalog catalog) {
        List<List<ColumnCodec.Column>> parts = new ArrayList<>();
        List<ColumnCodec.Column> part = new ArrayList<>();
        int room = MOST_READINGS;
        for (int number = 0; number < catalog.sensors().size(); number++) {
            Readings readings = bySensor.get(catalog.sensors().get(number).name());
            if (readings == null) {
                continue;
            }
            for (int from = 0; from < readings.size(); ) {
                int to = Math.min(readings.size(), from + room);
                part.add(new ColumnCodec.Column(number, readings.slice(from, to)));
                room -= to - from;
                from = to;
                if (room == 0) {
                    parts.add(part);
                    part = new ArrayList<>();
                    room = MOST_READINGS;
                }
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
