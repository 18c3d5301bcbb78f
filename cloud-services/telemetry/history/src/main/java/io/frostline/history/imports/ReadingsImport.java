package io.frostline.history.imports;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.ValidRange;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OutOfRange;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.evidence.SensorRanges;
import io.frostline.history.query.HistoryQuery;
import io.frostline.history.segment.Conflicts;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Import of readings from elsewhere into a site's history. It stores a whole recording in one transaction, as batches of an epoch
 * of its own. It counts readings that history already has, and does not store them again, so a recording can be imported twice.
 */
@ApplicationScoped
class ReadingsImport {
    /**
     * Outcome of an import, as numbers of readings.
     *
     * @param duplicates readings that are in history, or earlier in the recording, with the same value
     * @param conflicts accepted readings whose instant has another value: kept as evidence, and in the list of conflicts
     * @param faults accepted readings without a value
     * @param outOfRange readings whose value no sensor can measure, duplicates included
     * @param future accepted readings ahead of this service's clock
     */
    record Counts(long accepted, long duplicates, long conflicts, long faults, long outOfRange, long future) {}

    /** Upper bound of the readings in memory at once. */
    private static final int MAX_PART = 200_000;

    private final Database database;
    private final Registry registry;
    private final HistoryQuery history;
    private final OwnEpoch ownEpoch;
    private final SensorRanges ranges;
    private final SecureRandom random = new SecureRandom();

    ReadingsImport(Database database, Registry registry, HistoryQuery history, OwnEpoch ownEpoch, SensorRanges ranges) {
        this.database = database;
        this.registry = registry;
        this.history = history;
        this.ownEpoch = ownEpoch;
        this.ranges = ranges;
    }

    /** Source of all readings of an import. If an instant has several values, their order decides. */
    interface Source {
        void read(Store into) throws SQLException;
    }

    /** Action in the import's transaction, given the outcome; {@code epochId} is null if nothing of the import was new. */
    interface InSameTransaction {
        void in(Connection connection, @Nullable Integer epochId, Counts counts) throws SQLException;
    }

    /** Stores all of an import or nothing. {@code interval} is that of every sensor; if null, the most frequent one counts. */
    Counts store(String site, Instant received, @Nullable Duration interval, Source source, InSameTransaction also)
            throws SQLException {
        int siteId = registry.site(site);
        return database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(siteId));
            Store store = new Store(c, site, siteId, received, interval);
            source.read(store);
            store.flush();
            Counts counts = store.counts();
            also.in(c, counts.accepted == 0 ? null : registry.epoch(siteId, store.epoch, "import"), counts);
            return counts;
        });
    }

    /** One import under way. It buffers a part in memory, and stores part after part in its transaction. */
    final class Store {
        private final Connection connection;
        private final String site;
        private final int siteId;
        private final Instant received;
        private final @Nullable Duration interval;
        private final long epoch = random.nextLong();
        private final Map<String, ValidRange> rangesOf = new HashMap<>();
        private final Map<String, Duration> intervals = new HashMap<>();
        private Map<String, Readings> part = new TreeMap<>();
        private OutOfRange outOfRange = new OutOfRange();
        private int size;
        private long accepted;
        private long duplicates;
        private long conflicts;
        private long faults;
        private long beyond;
        private long future;

        private Store(Connection connection, String site, int siteId, Instant received, @Nullable Duration interval) {
            this.connection = connection;
            this.site = site;
            this.siteId = siteId;
            this.received = received;
            this.interval = interval;
        }

        /** @param microCelsius null for a fault */
        void add(String sensor, long atMillis, @Nullable Long microCelsius) throws SQLException {
            Quality quality = Quality.FAULT;
            long micro = 0;
            if (microCelsius != null) {
                Optional<String> refusal = range(sensor).refusal(microCelsius);
                if (refusal.isEmpty()) {
                    quality = Quality.GOOD;
                    micro = microCelsius;
                } else {
                    quality = Quality.OUT_OF_RANGE;
                    outOfRange.add(sensor, atMillis, refusal.get());
                    beyond++;
                }
            }
            OwnEpoch.add(part, sensor, atMillis, micro, quality, received.toEpochMilli());
            if (++size == MAX_PART) {
                flush();
            }
        }

        private ValidRange range(String sensor) throws SQLException {
            ValidRange known = rangesOf.get(sensor);
            if (known == null) {
                known = ranges.of(siteId, sensor);
                rangesOf.put(sensor, known);
            }
            return known;
        }

        private void flush() throws SQLException {
            Map<String, Readings> fresh = new TreeMap<>();
            for (Map.Entry<String, Readings> sensor : part.entrySet()) {
                Readings unknown = unknown(sensor.getKey(), sensor.getValue());
                if (unknown.size() > 0) {
                    intervals.computeIfAbsent(
                            sensor.getKey(), name -> interval == null ? mostFrequentStep(sensor.getValue()) : interval);
                    fresh.put(sensor.getKey(), unknown);
                }
            }
            accepted += fresh.isEmpty()
                    ? 0
                    : ownEpoch.append(
                            connection, siteId, epoch, "import", fresh, outOfRange.entries(), intervals, received);
            part = new TreeMap<>();
            outOfRange = new OutOfRange();
            size = 0;
        }

        private Readings unknown(String sensor, Readings all) throws SQLException {
            KnownValues known = known(connection, site, sensor, all);
            Readings unknown = new Readings(all.size());
            for (int i = 0; i < all.size(); i++) {
                KnownValues.Verdict verdict = known.add(all, i);
                if (verdict == KnownValues.Verdict.DUPLICATE) {
                    duplicates++;
                    continue;
                }
                unknown.add(all, i);
                conflicts += verdict == KnownValues.Verdict.CONFLICT ? 1 : 0;
                faults += all.hasValue(i) ? 0 : 1;
                future += all.isFuture(i) ? 1 : 0;
            }
            return unknown;
        }

        private Counts counts() {
            return new Counts(accepted, duplicates, conflicts, faults, beyond, future);
        }
    }

    /** Returns the most frequent step between readings if more than half of the steps have it; otherwise zero: unknown. */
    private static Duration mostFrequentStep(Readings readings) {
        Map<Long, Integer> steps = new HashMap<>();
        for (int i = 1; i < readings.size(); i++) {
            steps.merge(readings.at(i) - readings.at(i - 1), 1, Integer::sum);
        }
        return steps.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(step -> 2 * step.getValue() > readings.size() - 1
                        && step.getKey() > 0
                        && step.getKey() <= Integer.MAX_VALUE)
                .map(step -> Duration.ofMillis(step.getKey()))
                .orElse(Duration.ZERO);
    }

    /**
     * Returns what history holds in the recording's time range. Pending readings are read first: one that moves to a segment
     * meanwhile is seen twice, never missed.
     */
    private KnownValues known(Connection connection, String site, String name, Readings imported) throws SQLException {
        Optional<Registry.Sensor> sensor = registry.sensor(site, name);
        KnownValues known = new KnownValues(imported.size());
        if (sensor.isPresent()) {
            long from = imported.earliest();
            long to = imported.latest() + 1;
            Registry.Sensor of = sensor.get();
            known.addAll(PendingReadings.of(connection, registry, of, from, to));
            known.addAll(history.readings(connection, of, from, to, Integer.MAX_VALUE));
            known.addAll(Conflicts.lost(connection, of.id(), from, to));
        }
        return known;
    }
}
