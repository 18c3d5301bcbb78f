package io.frostline.history.segment;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Withdrawal of an epoch: answers are as if its readings had never arrived. Its evidence stays. A value from another source at the
 * same instant counts again.
 *
 * @param connection connection in a transaction that holds the site's lock
 */
public record Withdrawal(Connection connection, Registry registry, int siteId, int epochId) {
    /** Signal that the retention released evidence that is needed: nothing was changed. */
    public static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Approximate number of readings in memory at once. */
    private static final long BATCH_SIZE = 200_000;

    private static final String FROM_BATCHES = "select %s from batch b join epoch e on e.id = b.epoch_id where ";
    private static final String OTHERS =
            "e.site_id = ? and e.withdrawn_at is null and (b.from_at is null or b.from_at <= ? and b.to_at >= ?)";

    /**
     * Outcome of a withdrawal.
     *
     * @param from first instant of a reading, in epoch milliseconds
     * @param to last instant of a reading, in epoch milliseconds
     */
    public record Withdrawn(Set<String> sensors, long from, long to, long readings) {}

    /** @throws Gone if the sources of readings can't be told apart any more */
    public Withdrawn run() throws SQLException {
        // no segmenter works on the site meanwhile
        Sql.list(connection, "select pg_advisory_xact_lock(?, ?)::text", row -> "", Segmenter.SITE_LOCK, siteId);
        requireEvidence("e.id = ?", epochId);
        List<Span> own = spans();
        int unused = Sql.update(connection, "update epoch set withdrawn_at = now() where id = ?", epochId);
        unused = Sql.update(connection, "delete from pending where epoch_id = ?", epochId);
        long from = own.stream().mapToLong(Span::from).min().orElse(Long.MAX_VALUE);
        long to = own.stream().mapToLong(Span::to).max().orElse(Long.MIN_VALUE);
        Set<Integer> sensors = new HashSet<>();
        if (!own.isEmpty()) {
            requireEvidence(OTHERS, siteId, Instant.ofEpochMilli(to), Instant.ofEpochMilli(from));
        }
        for (Span window : windows(own)) {
            Map<Integer, Said> withdrawn = withdrawn(window);
            addOthers(withdrawn, window);
            for (Map.Entry<Integer, Said> sensor : withdrawn.entrySet()) {
                rebuild(sensor.getKey(), sensor.getValue());
            }
            sensors.addAll(withdrawn.keySet());
        }
        return new Withdrawn(
                names(sensors), from, to, own.stream().mapToLong(Span::readings).sum());
    }

    /** Time span of some readings; epoch milliseconds, both inclusive. */
    private record Span(long from, long to, long readings) {}

    /** Values of one sensor at the instants at which something is withdrawn. */
    private static final class Said {
        private final Readings withdrawn = new Readings(64);
        private final Map<Long, List<Integer>> byInstant = new HashMap<>();
        private final Readings others = new Readings(16);

        void withdraw(Readings readings, int index) {
            byInstant
                    .computeIfAbsent(readings.at(index), at -> new ArrayList<>(1))
                    .add(withdrawn.size());
            withdrawn.add(readings, index);
        }
    }

    /** Returns the spans of the epoch's batches that hold readings, ordered by their begin. */
    private List<Span> spans() throws SQLException {
        List<Span> spans = new ArrayList<>();
        evidence(
                "e.id = ? and b.from_at is not null",
                each -> {
                    Readings all = new Readings(64);
                    each.values().forEach(all::addAll);
                    if (all.size() > 0) {
                        spans.add(new Span(all.earliest(), all.latest(), all.size()));
                    }
                },
                epochId);
        spans.sort(Comparator.comparingLong(Span::from));
        return spans;
    }

    /** Returns time windows that together hold all spans, each with about {@link #BATCH_SIZE} readings at most. */
    private static List<Span> windows(List<Span> ascending) {
        List<Span> windows = new ArrayList<>();
        long begin = 0;
        long end = Long.MIN_VALUE;
        long count = 0;
        for (Span span : ascending) {
            if (count > 0 && count + span.readings > BATCH_SIZE && span.from > begin) {
                windows.add(new Span(begin, span.from - 1, count));
                count = 0;
            }
            begin = count == 0 ? span.from : begin;
            end = Math.max(end, span.to);
            count += span.readings;
        }
        if (count > 0) {
            windows.add(new Span(begin, end, count));
        }
        return windows;
    }

    private Map<Integer, Said> withdrawn(Span window) throws SQLException {
        Map<Integer, Said> withdrawn = new HashMap<>();
        evidence(
                "e.id = ? and b.from_at <= ? and b.to_at >= ?",
                each -> each.forEach((sensor, readings) -> {
                    for (int i = 0; i < readings.size(); i++) {
                        if (readings.at(i) >= window.from && readings.at(i) <= window.to) {
                            withdrawn.computeIfAbsent(sensor, id -> new Said()).withdraw(readings, i);
                        }
                    }
                }),
                epochId,
                Instant.ofEpochMilli(window.to),
                Instant.ofEpochMilli(window.from));
        return withdrawn;
    }

    private void addOthers(Map<Integer, Said> withdrawn, Span window) throws SQLException {
        evidence(
                OTHERS + " and not exists (select 1 from pending p where p.arrival = b.arrival)",
                each -> each.forEach((sensor, readings) -> {
                    Said said = withdrawn.get(sensor);
                    for (int i = 0; said != null && i < readings.size(); i++) {
                        if (said.byInstant.containsKey(readings.at(i))) {
                            said.others.add(readings, i);
                        }
                    }
                }),
                siteId,
                Instant.ofEpochMilli(window.to),
                Instant.ofEpochMilli(window.from));
    }

    /** @throws Gone if the payload of a batch was released */
    private void requireEvidence(String condition, Object... parameters) throws SQLException {
        String released = FROM_BATCHES.formatted("1") + condition + " and b.payload is null limit 1";
        if (Sql.first(connection, released, row -> true, parameters).isPresent()) {
            throw new Gone();
        }
    }

    private interface Batches {
        void accept(Map<Integer, Readings> bySensor);
    }

    private void evidence(String condition, Batches batches, Object... parameters) throws SQLException {
        Map<Long, Long> clocks = PendingReadings.clocks(connection, siteId);
        BatchCodec codec = new BatchCodec();
        Sql.forEach(
                connection,
                FROM_BATCHES.formatted("b.catalog_id, b.payload, b.received_at") + condition
                        + " and b.payload is not null order by b.arrival",
                row -> {
                    Map<Integer, Readings> bySensor = new HashMap<>();
                    PendingReadings.forEachColumn(
                            PendingReadings.decode(codec, row.getBytes("payload")),
                            PendingReadings.received(row),
                            registry.catalogById(row.getInt("catalog_id")),
                            clocks,
                            id -> true,
                            bySensor);
                    batches.accept(bySensor);
                },
                parameters);
    }

    private Set<String> names(Set<Integer> sensorIds) throws SQLException {
        return new TreeSet<>(
                Sql.list(connection, "select name from sensor where id = any(?)", row -> row.getString(1), (Object)
                        sensorIds.stream().mapToInt(Integer::intValue).toArray()));
    }

    private void rebuild(int sensorId, Said of) throws SQLException {
        Readings sorted = Union.of(of.withdrawn, (kept, k, lost, l) -> {}).readings();
        ColumnCodec codec = new ColumnCodec();
        List<Segment> replaced = new ArrayList<>();
        List<Segment> written = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Segment segment : SegmentStore.overlapping(connection, Segmenter.spans(sensorId, sorted))) {
            if (!seen.add(segment.fromAt())) {
                continue; // one segment can overlap several spans
            }
            Readings left = left(segment.decode(codec), of);
            replaced.add(segment);
            if (left.size() > 0) {
                SegmentStore.cut(sensorId, segment.level(), left, codec, written);
            }
        }
        SegmentStore.delete(connection, replaced);
        SegmentStore.insert(connection, written);
        conflicts(sensorId, sorted, of.others);
        int unused = Sql.update(connection, """
                update sensor set orphaned = not exists (select 1 from segment where sensor_id = ?)
                 where id = ?""", sensorId, sensorId);
    }

    /** Returns the segment's readings without the withdrawn ones, and with other sources' values at their instants. */
    private static Readings left(Readings settled, Said of) {
        Readings left = new Readings(settled.size());
        for (int i = 0; i < settled.size(); i++) {
            int index = i;
            List<Integer> gone = of.byInstant.getOrDefault(settled.at(i), List.of());
            if (gone.stream().noneMatch(g -> settled.sameValue(index, of.withdrawn, g))) {
                left.add(settled, i);
            }
        }
        left.addAll(of.others.within(settled.firstAt(), settled.lastAt() + 1));
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
