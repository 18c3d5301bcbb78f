package io.frostline.history.imports;

import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.evidence.PendingReadings;
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

/**
 * Brings readings from elsewhere into a site's history: all of a recording in one transaction, as batches of an epoch of
 * its own. Readings that history has already are counted and not stored again, so a recording can be imported twice.
 */
@ApplicationScoped
class ReadingsImport {
    /**
     * What became of a recording's readings.
     *
     * @param duplicates those that stand in history, or before in the recording, with the same value
     * @param conflicts of the accepted, those of an instant that has another value: kept as evidence, and in the list of conflicts
     * @param faults of the accepted
     * @param future of the accepted, those that lie ahead of this machine's clock
     */
    record Counts(long accepted, long duplicates, long conflicts, long faults, long future) {}

    private final Database database;
    private final Registry registry;
    private final HistoryQuery history;
    private final OwnEpoch ownEpoch;
    private final SecureRandom random = new SecureRandom();

    ReadingsImport(Database database, Registry registry, HistoryQuery history, OwnEpoch ownEpoch) {
        this.database = database;
        this.registry = registry;
        this.history = history;
        this.ownEpoch = ownEpoch;
    }

    /** Readings of one recording, gathered before any is stored. */
    static final class Recording {
        private final Map<String, Readings> bySensor = new TreeMap<>();
        private final long received;

        Recording(Instant received) {
            this.received = received.toEpochMilli();
        }

        void add(PlainReading reading) {
            OwnEpoch.add(bySensor, reading, received);
        }
    }

    /** @param interval expected of every sensor; empty: what is most frequent in the recording */
    Counts store(String site, Recording recording, Optional<Duration> interval) throws SQLException {
        int siteId = registry.site(site);
        long epoch = random.nextLong();
        return database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(siteId));
            Map<String, Readings> fresh = new TreeMap<>();
            Map<String, Duration> intervals = new HashMap<>();
            long duplicates = 0;
            long conflicts = 0;
            for (Map.Entry<String, Readings> sensor : recording.bySensor.entrySet()) {
                Readings all = sensor.getValue();
                KnownValues known = known(c, site, sensor.getKey(), all);
                Readings unknown = new Readings(all.size());
                for (int i = 0; i < all.size(); i++) {
                    switch (known.add(all, i)) {
                        case NEW -> unknown.add(all, i);
                        case CONFLICT -> {
                            unknown.add(all, i);
                            conflicts++;
                        }
                        case DUPLICATE -> duplicates++;
                    }
                }
                if (unknown.size() > 0) {
                    intervals.put(sensor.getKey(), interval.orElseGet(() -> MostFrequentStep.of(all)));
                    fresh.put(sensor.getKey(), unknown);
                }
            }
            long accepted = ownEpoch.append(
                    c, siteId, epoch, "import", fresh, intervals, Instant.ofEpochMilli(recording.received));
            return new Counts(
                    accepted,
                    duplicates,
                    conflicts,
                    count(fresh, (readings, i) -> !readings.hasValue(i)),
                    count(fresh, Readings::isFuture));
        });
    }

    private interface Condition {
        boolean holds(Readings readings, int index);
    }

    private static long count(Map<String, Readings> all, Condition condition) {
        long count = 0;
        for (Readings readings : all.values()) {
            for (int i = 0; i < readings.size(); i++) {
                count += condition.holds(readings, i) ? 1 : 0;
            }
        }
        return count;
    }

    /** What history holds of the time of a recording: pending first, so that what becomes a segment meanwhile is seen twice. */
    private KnownValues known(Connection connection, String site, String name, Readings imported) throws SQLException {
        Optional<Registry.Sensor> sensor = registry.sensor(site, name);
        KnownValues known = new KnownValues(imported.size());
        if (sensor.isPresent()) {
            long from = imported.firstAt();
            long to = from;
            for (int i = 0; i < imported.size(); i++) {
                from = Math.min(from, imported.at(i));
                to = Math.max(to, imported.at(i) + 1);
            }
            Registry.Sensor of = sensor.get();
            known.addAll(PendingReadings.of(connection, registry, of.siteId(), of.id(), from, to));
            known.addAll(history.readings(connection, of, from, to, Integer.MAX_VALUE));
            known.addAll(Conflicts.lost(connection, of.id(), from, to));
        }
        return known;
    }
}
