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
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writer of batches that history makes itself, from readings without an agent: plain JSON and imports. These batches have an epoch
 * of their own, chained like an agent's, so that all evidence has one form.
 */
@ApplicationScoped
public class OwnEpoch {
    private static final int MAX_READINGS = 10_000;
    private static final long PLAIN = 0;

    private final Registry registry;
    private final BatchCodec codec = new BatchCodec();

    public OwnEpoch(Registry registry) {
        this.registry = registry;
    }

    /**
     * Appends plain readings, by site and sensor. The number of statements does not grow with the number of sites. The caller must
     * hold the sites' locks.
     */
    public long appendPlain(
            Connection connection,
            Map<Integer, Map<String, Readings>> bySite,
            Map<Integer, List<Batch.Entry>> logBySite,
            Instant received)
            throws SQLException {
        Map<Integer, Map<String, Readings>> byEpoch = new TreeMap<>();
        Map<Integer, List<Batch.Entry>> logs = new TreeMap<>();
        for (Map.Entry<Integer, Map<String, Readings>> site : bySite.entrySet()) {
            if (!site.getValue().isEmpty()) {
                int epochId = registry.epoch(site.getKey(), PLAIN, "plain");
                byEpoch.put(epochId, site.getValue());
                logs.put(epochId, logBySite.getOrDefault(site.getKey(), List.of()));
            }
        }
        return append(connection, byEpoch, logs, Map.of(), received);
    }

    /** Adds a reading to those of its sensor, flagged as future if it is ahead of the time of receipt. */
    public static void add(Map<String, Readings> readings, PlainReading reading, long receivedMillis) {
        Long value = reading.microCelsius();
        add(
                readings,
                reading.sensor(),
                reading.atMillis(),
                value == null ? 0 : value,
                value == null ? Quality.FAULT : Quality.GOOD,
                receivedMillis);
    }

    /** Adds a reading of any quality, flagged like in {@link #add(Map, PlainReading, long)}. */
    public static void add(
            Map<String, Readings> readings,
            String sensor,
            long atMillis,
            long microCelsius,
            Quality quality,
            long receivedMillis) {
        int flagged = quality.code() | (Quality.isAhead(atMillis, receivedMillis) ? Quality.FUTURE : 0);
        readings.computeIfAbsent(sensor, name -> new Readings(16)).add(atMillis, microCelsius, (byte) flagged, 0);
    }

    /**
     * Appends readings, by sensor, as batches of an epoch. The caller must hold the site's lock.
     *
     * @param log entries that go with the readings
     * @param intervals expected interval of each sensor; unknown for sensors that it does not contain
     */
    public long append(
            Connection connection,
            int siteId,
            long epoch,
            String origin,
            Map<String, Readings> bySensor,
            List<Batch.Entry> log,
            Map<String, Duration> intervals,
            Instant received)
            throws SQLException {
        if (bySensor.isEmpty() && log.isEmpty()) {
            return 0;
        }
        int epochId = registry.epoch(siteId, epoch, origin);
        return append(connection, Map.of(epochId, bySensor), Map.of(epochId, log), intervals, received);
    }

    /**
     * Appends log entries to a known epoch. It is not looked up by name: no other connection can do so while the caller's
     * transaction has changed it.
     */
    public long say(Connection connection, int epochId, List<Batch.Entry> log, Instant received) throws SQLException {
        return append(connection, Map.of(epochId, Map.of()), Map.of(epochId, log), Map.of(), received);
    }

    private long append(
            Connection connection,
            Map<Integer, Map<String, Readings>> byEpoch,
            Map<Integer, List<Batch.Entry>> logs,
            Map<String, Duration> intervals,
            Instant received)
            throws SQLException {
        List<Arrived> arrived = new ArrayList<>();
        for (Head head : heads(connection, byEpoch.keySet())) {
            addBatches(
                    head,
                    byEpoch.getOrDefault(head.epochId, Map.of()),
                    logs.getOrDefault(head.epochId, List.of()),
                    intervals,
                    received,
                    arrived);
        }
        return EvidenceStore.store(connection, arrived).readings();
    }

    /**
     * End of an epoch, at which the next batch is appended.
     *
     * @param previous digest of its last batch
     * @param catalogId catalog of its last batch; 0 if it has no batch yet
     */
    private record Head(
            int siteId, String site, int epochId, long epoch, long sequence, Digest previous, int catalogId) {}

    private static List<Head> heads(Connection connection, Set<Integer> epochIds) throws SQLException {
        return Sql.list(
                connection,
                """
                select s.id as site_id, s.name, e.id as epoch_id, e.epoch, e.last, b.catalog_id,
                       coalesce(b.digest, sha256(b.payload)) as digest
                  from (select *, coalesce(upper(received) - 1, 0) as last from epoch where id = any(?)) e
                  join site s on s.id = e.site_id
                  left join batch b on b.epoch_id = e.id and b.sequence = e.last
                 order by e.id""",
                row -> {
                    byte[] digest = row.getBytes("digest");
                    return new Head(
                            row.getInt("site_id"),
                            row.getString("name"),
                            row.getInt("epoch_id"),
                            row.getLong("epoch"),
                            row.getLong("last"),
                            digest == null ? Digest.NONE : new Digest(digest),
                            row.getInt("catalog_id"));
                },
                (Object) epochIds.stream().mapToInt(Integer::intValue).toArray());
    }

    private void addBatches(
            Head head,
            Map<String, Readings> bySensor,
            List<Batch.Entry> log,
            Map<String, Duration> intervals,
            Instant received,
            List<Arrived> into)
            throws SQLException {
        SensorCatalog catalog = catalog(head, bySensor.keySet(), intervals);
        int catalogId = registry.register(head.siteId, catalog, true).id();
        Digest previous = head.previous;
        long sequence = head.sequence;
        List<List<ColumnCodec.Column>> parts = parts(bySensor, catalog);
        if (parts.isEmpty()) {
            parts.add(List.of());
        }
        List<Batch.Entry> said = log;
        for (List<ColumnCodec.Column> columns : parts) {
            Batch batch = new Batch(
                    head.site, head.epoch, ++sequence, previous, catalog.id(), null, columns, said, List.of());
            said = List.of();
            byte[] payload = codec.encode(batch);
            previous = Digest.of(payload);
            into.add(new Arrived(head.siteId, head.epochId, catalogId, batch, payload, received));
        }
    }

    /** Returns a catalog of the sensors in the epoch's last batch and the new ones, so that one catalog serves many batches. */
    private SensorCatalog catalog(Head head, Set<String> names, Map<String, Duration> intervals) throws SQLException {
        Map<String, SensorCatalog.Sensor> sensors = new TreeMap<>();
        if (head.catalogId != 0) {
            SensorCatalog last = registry.catalogById(head.catalogId).catalog();
            last.sensors().forEach(sensor -> sensors.put(sensor.name(), sensor));
            if (sensors.keySet().containsAll(names)) {
                return last;
            }
        }
        for (String name : names) {
            sensors.computeIfAbsent(name, n -> new SensorCatalog.Sensor(n, intervals.getOrDefault(n, Duration.ZERO)));
        }
        return SensorCatalog.of(List.copyOf(sensors.values()));
    }

    private static List<List<ColumnCodec.Column>> parts(Map<String, Readings> bySensor, SensorCatalog catalog) {
        List<List<ColumnCodec.Column>> parts = new ArrayList<>();
        List<ColumnCodec.Column> part = new ArrayList<>();
        int room = MAX_READINGS;
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
                    room = MAX_READINGS;
                }
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
