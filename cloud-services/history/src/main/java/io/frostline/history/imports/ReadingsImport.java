package io.frostline.history.imports;

import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.query.HistoryQuery;
import io.frostline.history.segment.Union;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
    record Counts(long accepted, long duplicates, long faults) {}

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

        void add(PlainReading reading) {
            OwnEpoch.add(bySensor, reading);
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
            long faults = 0;
            for (Map.Entry<String, Readings> sensor : recording.bySensor.entrySet()) {
                Readings all = sensor.getValue();
                intervals.put(sensor.getKey(), interval.orElseGet(() -> MostFrequentStep.of(all)));
                Readings unknown = unknown(c, site, sensor.getKey(), all);
                duplicates += all.size() - unknown.size();
                for (int i = 0; i < unknown.size(); i++) {
                    faults += unknown.isGood(i) ? 0 : 1;
                }
                if (unknown.size() > 0) {
                    fresh.put(sensor.getKey(), unknown);
                }
            }
            long accepted = ownEpoch.append(c, siteId, epoch, "import", fresh, intervals);
            return new Counts(accepted, duplicates, faults);
        });
    }

    /** What history does not hold: neither the instant, nor, at that instant, the value. */
    private Readings unknown(Connection connection, String site, String sensorName, Readings imported)
            throws SQLException {
        Readings sorted = Union.of(imported, (kept, k, lost, l) -> {}).readings();
        Optional<Registry.Sensor> sensor = registry.sensor(site, sensorName);
        if (sensor.isEmpty()) {
            return sorted;
        }
        Readings known = known(connection, sensor.get(), sorted.firstAt(), sorted.lastAt() + 1);
        Readings unknown = new Readings(16);
        int k = 0;
        for (int i = 0; i < sorted.size(); i++) {
            while (k < known.size() && known.at(k) < sorted.at(i)) {
                k++;
            }
            boolean there = k < known.size() && known.at(k) == sorted.at(i) && known.sameValue(k, sorted, i);
            if (!there) {
                unknown.add(sorted, i);
            }
        }
        return unknown;
    }

    /** What is pending is read first: what becomes a segment meanwhile is then seen twice, and not never. */
    private Readings known(Connection connection, Registry.Sensor sensor, long from, long to) throws SQLException {
        Readings pending = PendingReadings.of(connection, registry, sensor.siteId(), sensor.id(), from, to);
        Readings known = new Readings(1024);
        known.addAll(history.readings(connection, sensor, from, to, Integer.MAX_VALUE));
        known.addAll(pending);
        return Union.of(known, (kept, k, lost, l) -> {}).readings();
    }
}
