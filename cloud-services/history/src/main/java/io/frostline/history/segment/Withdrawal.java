package io.frostline.history.segment;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.store.Registry;
import io.frostline.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Taking back of an epoch: answers are as if its readings had never come. Its evidence stays. Where another source has said
 * something at the same instant, that counts again.
 */
public final class Withdrawal {
    private final Connection connection;
    private final Registry registry;
    private final int siteId;
    private final int epochId;

    /** The evidence that would be needed was released by its retention: nothing was changed. */
    public static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final String FROM_BATCHES = "select %s from batch b join epoch e on e.id = b.epoch_id where ";
    private static final String OTHERS =
            "e.site_id = ? and e.withdrawn_at is null and (b.from_at is null or b.from_at <= ? and b.to_at >= ?)";

    /** What was taken back. @param from the first instant of a reading, epoch milliseconds; {@code to} the last */
    public record Withdrawn(Set<String> sensors, long from, long to, long readings) {}

    /** @param connection of a transaction that holds the site's lock */
    public Withdrawal(Connection connection, Registry registry, int siteId, int epochId) {
        this.connection = connection;
        this.registry = registry;
        this.siteId = siteId;
        this.epochId = epochId;
    }

    /** @throws Gone where what came from whom can't be told any more */
    public Withdrawn run() throws SQLException {
        // no segmenter works on the site meanwhile
        Sql.list(connection, "select pg_advisory_xact_lock(?, ?)::text", row -> "", Segmenter.SITE_LOCK, siteId);
        Map<Integer, Readings> withdrawn = new HashMap<>();
        requireEvidence("e.id = ?", epochId);
        evidence("e.id = ?", id -> true, withdrawn, epochId);
        int unused = Sql.update(connection, "update epoch set withdrawn_at = now() where id = ?", epochId);
        unused = Sql.update(connection, "delete from pending where epoch_id = ?", epochId);
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        long readings = 0;
        for (Readings each : withdrawn.values()) {
            readings += each.size();
            for (int i = 0; i < each.size(); i++) {
                from = Math.min(from, each.at(i));
                to = Math.max(to, each.at(i));
            }
        }
        if (readings > 0) {
            Map<Integer, Readings> others = new HashMap<>();
            Object[] where = {siteId, Instant.ofEpochMilli(to), Instant.ofEpochMilli(from)};
            requireEvidence(OTHERS, where);
            evidence(
                    OTHERS + " and not exists (select 1 from pending p where p.arrival = b.arrival)",
                    withdrawn::containsKey,
                    others,
                    where);
            for (Map.Entry<Integer, Readings> sensor : withdrawn.entrySet()) {
                rebuild(sensor.getKey(), sensor.getValue(), others.getOrDefault(sensor.getKey(), new Readings(1)));
            }
        }
        return new Withdrawn(names(withdrawn.keySet()), from, to, readings);
    }

    /** @throws Gone if the payload of a batch was released */
    private void requireEvidence(String condition, Object... parameters) throws SQLException {
        if (!Sql.list(
                        connection,
                        FROM_BATCHES.formatted("1") + condition + " and b.payload is null limit 1",
                        row -> true,
                        parameters)
                .isEmpty()) {
            throw new Gone();
        }
    }

    private void evidence(String condition, IntPredicate sensors, Map<Integer, Readings> into, Object... parameters)
            throws SQLException {
        Map<Long, Long> clocks = new HashMap<>();
        Sql.forEach(
                connection,
                "select boot, offset_ms from boot_clock where site_id = ?",
                row -> clocks.put(row.getLong(1), row.getLong(2)),
                siteId);
        BatchCodec codec = new BatchCodec();
        Sql.forEach(
                connection,
                FROM_BATCHES.formatted("b.catalog_id, b.payload, b.received_at") + condition
                        + " and b.payload is not null order by b.arrival",
                row -> PendingReadings.forEachColumn(
                        PendingReadings.decode(codec, row.getBytes("payload")),
                        PendingReadings.received(row),
                        registry.catalogById(row.getInt("catalog_id")),
                        clocks,
                        sensors,
                        into),
                parameters);
    }

    private Set<String> names(Set<Integer> sensorIds) throws SQLException {
        return new TreeSet<>(
                Sql.list(connection, "select name from sensor where id = any(?)", row -> row.getString(1), (Object)
                        sensorIds.stream().mapToInt(Integer::intValue).toArray()));
    }

    private void rebuild(int sensorId, Readings withdrawn, Readings others) throws SQLException {
        Readings sorted = Union.of(withdrawn, (kept, k, lost, l) -> {}).readings();
        Map<Long, List<Integer>> byInstant = new HashMap<>();
        for (int i = 0; i < withdrawn.size(); i++) {
            byInstant.computeIfAbsent(withdrawn.at(i), at -> new ArrayList<>(1)).add(i);
        }
        Readings said = new Readings(16);
        for (int i = 0; i < others.size(); i++) {
            if (byInstant.containsKey(others.at(i))) {
                said.add(others, i);
            }
        }
        ColumnCodec codec = new ColumnCodec();
        List<Segment> replaced = new ArrayList<>();
        List<Segment> written = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Segment segment : SegmentStore.overlapping(connection, Segmenter.spans(sensorId, sorted))) {
            if (!seen.add(segment.fromAt())) {
                continue; // one segment can overlap several spans
            }
            Readings left = left(segment.decode(codec), withdrawn, byInstant, said);
            replaced.add(segment);
            if (left.size() > 0) {
                SegmentStore.cut(sensorId, segment.level(), left, codec, written);
            }
        }
        SegmentStore.delete(connection, replaced);
        SegmentStore.insert(connection, written);
        conflicts(sensorId, sorted, said);
        int unused = Sql.update(connection, """
                update sensor set orphaned = not exists (select 1 from segment where sensor_id = ?)
                 where id = ?""", sensorId, sensorId);
    }

    /** What of a segment is not of the withdrawn, and what others said at the instants of those. */
    private static Readings left(
            Readings settled, Readings withdrawn, Map<Long, List<Integer>> byInstant, Readings said) {
        Readings left = new Readings(settled.size());
        for (int i = 0; i < settled.size(); i++) {
            int index = i;
            List<Integer> gone = byInstant.getOrDefault(settled.at(i), List.of());
            if (gone.stream().noneMatch(g -> settled.sameValue(index, withdrawn, g))) {
                left.add(settled, i);
            }
        }
        long from = settled.firstAt();
        long to = settled.lastAt();
        for (int i = 0; i < said.size(); i++) {
            if (said.at(i) >= from && said.at(i) <= to) {
                left.add(said, i);
            }
        }
        return Union.of(left, (kept, k, lost, l) -> {}).readings();
    }

    private void conflicts(int sensorId, Readings sorted, Readings said) throws SQLException {
        long[] instants = new long[sorted.size()];
        for (int i = 0; i < instants.length; i++) {
            instants[i] = sorted.at(i);
        }
        long before = Sql.list(connection, """
                        delete from conflict c using unnest(?::bigint[]) as gone (ms)
                         where c.sensor_id = ? and c.at = to_timestamp(gone.ms / 1000.0) returning c.seen""", row -> row.getLong(1), instants, sensorId).stream()
                .mapToLong(Long::longValue)
                .sum();
        List<Segmenter.Lost> lost = new ArrayList<>();
        Union union = Union.of(said, (kept, k, losing, l) -> lost.add(Segmenter.Lost.of(sensorId, kept, k, losing, l)));
        Segmenter.recordConflicts(connection, lost);
        int unused = Sql.update(
                connection,
                "update sensor set conflicts = greatest(0, conflicts - ? + ?) where id = ?",
                before,
                (long) union.conflicts(),
                sensorId);
    }
}
