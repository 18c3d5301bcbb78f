package io.frostline.history.continuity;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.column.Readings;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.segment.Segment;
import io.frostline.history.segment.SegmentStore;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proof of a site's history. It re-computes the digest chains from the original bytes of every batch. Then it checks that the
 * segments hold exactly the readings of these bytes. It processes one hour of the site at a time.
 */
@ApplicationScoped
public class Verification {
    private static final int MAX_PROBLEMS = 100;
    private static final long HOUR = 3_600_000L;

    public record Problem(
            String kind,
            @Nullable String epoch,
            @Nullable Long sequence,
            @Nullable String sensor,
            @Nullable Instant at,
            String detail) {}

    /**
     * @param released number of batches whose original bytes the retention has released: their digests remain in the chain, but the
     *     segments can no longer be compared with them
     */
    public record Result(
            String site, boolean intact, long batches, long readings, long released, List<Problem> problems) {}

    private final Database database;
    private final Registry registry;
    private final ChainCheck chains;

    public Verification(Database database, Registry registry, ChainCheck chains) {
        this.database = database;
        this.registry = registry;
        this.chains = chains;
    }

    public Result verify(String site, int siteId) throws SQLException {
        return database.read(c -> {
            List<Problem> problems = new ArrayList<>();
            for (Continuity.EpochRow epoch : Continuity.epochs(c, siteId)) {
                for (ChainCheck.Break broken : chains.check(c, epoch)) {
                    problems.add(new Problem(
                            "chain", Long.toHexString(epoch.epoch()), broken.sequence(), null, null, broken.detail()));
                }
            }
            long readings = checkSegments(c, siteId, problems);
            long[] batches = Sql.first(
                            c,
                            "select count(*), count(*) - count(payload) from batch join epoch on epoch.id = epoch_id"
                                    + " where site_id = ?",
                            row -> new long[] {row.getLong(1), row.getLong(2)},
                            siteId)
                    .orElseThrow();
            return new Result(
                    site,
                    problems.isEmpty(),
                    batches[0],
                    readings,
                    batches[1],
                    problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
        });
    }

    private long checkSegments(Connection connection, int siteId, List<Problem> problems) throws SQLException {
        Map<Integer, String> sensors = new HashMap<>();
        Sql.forEach(
                connection,
                "select id, name from sensor where site_id = ?",
                row -> sensors.put(row.getInt(1), row.getString(2)),
                siteId);
        Map<Long, Long> clocks = PendingReadings.clocks(connection, siteId);
        long checked = 0;
        for (long hour : hours(connection, siteId)) {
            checked += checkHour(connection, siteId, hour * HOUR, sensors, clocks, problems);
            if (problems.size() >= MAX_PROBLEMS) {
                break;
            }
        }
        return checked;
    }

    /** Returns the hours since 1970 in which the site has evidence or segments. */
    private static Set<Long> hours(Connection connection, int siteId) throws SQLException {
        Set<Long> hours = new TreeSet<>(Sql.list(connection, """
                select distinct h from (
                    select generate_series(extract(epoch from date_trunc('hour', b.from_at))::bigint / 3600,
                                           extract(epoch from b.to_at)::bigint / 3600) as h
                      from batch b join epoch e on e.id = b.epoch_id
                     where e.site_id = ? and b.to_at - b.from_at <= interval '2 days'
                    union all
                    select generate_series(extract(epoch from date_trunc('hour', s.from_at))::bigint / 3600,
                                           extract(epoch from s.to_at)::bigint / 3600)
                      from segment s join sensor on sensor.id = s.sensor_id where sensor.site_id = ?) hours""", row -> row.getLong(1), siteId, siteId));
        // with one wrong clock, a batch spans a century: take only the hours in which such a batch has readings
        BatchCodec codec = new BatchCodec();
        Sql.forEach(
                connection,
                """
                select b.payload from batch b join epoch e on e.id = b.epoch_id
                 where e.site_id = ? and b.to_at - b.from_at > interval '2 days' and b.payload is not null""",
                row -> {
                    if (codec.decode(row.getBytes(1)) instanceof Decoded.Accepted accepted) {
                        addHours(accepted.batch(), hours);
                    }
                },
                siteId);
        return hours;
    }

    private static void addHours(Batch batch, Set<Long> hours) {
        for (ColumnCodec.Column column : batch.columns()) {
            for (int i = 0; i < column.readings().size(); i++) {
                hours.add(Math.floorDiv(column.readings().at(i), HOUR));
            }
        }
    }

    private long checkHour(
            Connection connection,
            int siteId,
            long from,
            Map<Integer, String> sensors,
            Map<Long, Long> clocks,
            List<Problem> problems)
            throws SQLException {
        Evidence evidence = evidence(connection, siteId, from, clocks);
        long checked = 0;
        ColumnCodec codec = new ColumnCodec();
        for (Map.Entry<Integer, String> sensor : sensors.entrySet()) {
            Readings stored = new Readings(64);
            for (Segment segment :
                    SegmentStore.between(connection, sensor.getKey(), from, from + HOUR, Integer.MAX_VALUE)) {
                decode(segment, codec, sensor.getValue(), from, stored, problems);
            }
            Readings original = evidence.readings.getOrDefault(sensor.getKey(), new Readings(1));
            compare(stored, original, evidence.complete, sensor.getValue(), problems);
            checked += stored.size();
        }
        return checked;
    }

    private static void decode(
            Segment segment, ColumnCodec codec, String sensor, long from, Readings into, List<Problem> problems) {
        String damage = null;
        try {
            into.addWithin(segment.decode(codec), from, from + HOUR);
            if (!segment.isConsistent(codec)) {
                damage = "its summary is not that of its readings";
            }
        } catch (Malformed e) {
            damage = "it can't be read: " + e.getMessage();
        }
        if (damage != null) {
            problems.add(new Problem(
                    "segment",
                    null,
                    null,
                    sensor,
                    Instant.ofEpochMilli(segment.fromAt()),
                    "a segment was altered: " + damage));
        }
    }

    /** Returns the hour's readings by sensor, in order of arrival, from the original bytes of batches that are not pending. */
    private Evidence evidence(Connection connection, int siteId, long from, Map<Long, Long> clocks)
            throws SQLException {
        Map<Integer, Readings> all = new HashMap<>();
        boolean[] complete = {true};
        BatchCodec codec = new BatchCodec();
        Sql.forEach(
                connection,
                """
                select b.catalog_id, b.payload, b.received_at
                  from batch b join epoch e on e.id = b.epoch_id
                 where e.site_id = ? and e.withdrawn_at is null and (b.from_at is null or b.from_at < ? and b.to_at >= ?)
                   and not exists (select 1 from pending p where p.arrival = b.arrival)
                 order by b.arrival""",
                row -> {
                    byte[] payload = row.getBytes(2);
                    if (payload == null) {
                        complete[0] = false;
                    } else if (codec.decode(payload) instanceof Decoded.Accepted accepted) {
                        PendingReadings.forEachColumn(
                                accepted.batch(),
                                PendingReadings.received(row),
                                registry.catalogById(row.getInt(1)),
                                clocks,
                                id -> true,
                                all);
                    }
                },
                siteId,
                Instant.ofEpochMilli(from + HOUR),
                Instant.ofEpochMilli(from));
        all.replaceAll((sensor, readings) -> readings.within(from, from + HOUR));
        return new Evidence(all, complete[0]);
    }

    /** @param complete false if the bytes of some batch of this time were released */
    private record Evidence(Map<Integer, Readings> readings, boolean complete) {}

    /** Checks that the evidence has every stored reading with its value, and that every instant of the evidence is stored. */
    private static void compare(
            Readings stored, Readings original, boolean complete, String sensor, List<Problem> problems) {
        Map<Long, List<Integer>> byInstant = new HashMap<>();
        for (int i = 0; i < original.size(); i++) {
            byInstant.computeIfAbsent(original.at(i), at -> new ArrayList<>(1)).add(i);
        }
        for (int i = 0; i < stored.size(); i++) {
            int index = i;
            List<Integer> candidates = byInstant.remove(stored.at(i));
            if (candidates == null && complete) {
                problems.add(differs(sensor, stored.at(i), "stands in a segment and in no batch"));
            } else if (candidates != null && candidates.stream().noneMatch(o -> stored.sameValue(index, original, o))) {
                problems.add(differs(
                        sensor,
                        stored.at(i),
                        "is " + stored.celsius(i) + " C in its segment and " + original.celsius(candidates.getFirst())
                                + " C in its batch"));
            }
        }
        byInstant.keySet().stream()
                .sorted()
                .limit(MAX_PROBLEMS)
                .forEach(at -> problems.add(differs(sensor, at, "stands in a batch and in no segment")));
    }

    private static Problem differs(String sensor, long at, String how) {
        Instant instant = Instant.ofEpochMilli(at);
        return new Problem(
                "segment", null, null, sensor, instant, "the reading of " + sensor + " at " + instant + " " + how);
    }
}
