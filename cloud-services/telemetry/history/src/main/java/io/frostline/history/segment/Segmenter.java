package io.frostline.history.segment;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.HistoryConfig;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Job that turns pending batches into segments, one site at a time, in one transaction. A reading is either in a pending batch or
 * in a segment: never in both, never in neither. Several segmenters may run; only one works on a site at a time.
 */
@ApplicationScoped
public class Segmenter {
    static final int SITE_LOCK = 0x5e6;
    private static final int MAX_READINGS = 400_000;

    private final Database database;
    private final Registry registry;
    private final Partitions partitions;
    private final HistoryConfig.Segments config;

    public Segmenter(Database database, Registry registry, Partitions partitions, HistoryConfig config) {
        this.database = database;
        this.registry = registry;
        this.partitions = partitions;
        this.config = config.segments();
    }

    /** Processes one site, if any site's pending readings are enough or old enough. */
    public boolean runOnce() throws SQLException {
        Optional<Integer> site = database.each(c -> Sql.first(
                c, """
                select site_id from pending p
                 where boot is null
                    or exists (select 1 from boot_clock k where k.site_id = p.site_id and k.boot = p.boot)
                 group by site_id
                having sum(readings) >= ? or min(stored_at) < now() - ? * interval '1 millisecond'
                 order by sum(readings) desc limit 1""", row -> row.getInt(1), config.readings(), config.age().toMillis()));
        return site.isPresent() && segment(site.get());
    }

    /** Turns a site's pending batches with a known clock into segments, however few there are. */
    public void flush(int siteId) throws SQLException {
        while (segment(siteId)) {
            // until nothing is left
        }
    }

    /** @return true if anything became segments */
    boolean segment(int siteId) throws SQLException {
        try {
            return database.write(c -> {
                if (!lock(c, siteId)) {
                    return false;
                }
                Work work = plan(c, siteId);
                partitions.require(work.written);
                apply(c, work);
                return work.arrivals.length > 0;
            });
        } catch (Partitions.Missing missing) {
            partitions.make(missing);
            return segment(siteId);
        }
    }

    static boolean lock(Connection connection, int siteId) throws SQLException {
        return Sql.first(
                        connection,
                        "select pg_try_advisory_xact_lock(?, ?)",
                        row -> row.getBoolean(1),
                        SITE_LOCK,
                        siteId)
                .orElse(false);
    }

    /** Reading that lost against another value of the same instant. */
    record Lost(
            int sensorId,
            long at,
            @Nullable Integer kept,
            @Nullable Integer lost,
            int quality) {
        static Lost of(int sensorId, Readings kept, int k, Readings losing, int l) {
            return new Lost(sensorId, kept.at(k), micro(kept, k), micro(losing, l), losing.quality(l) & 0x0f);
        }

        private static @Nullable Integer micro(Readings readings, int index) {
            return readings.hasValue(index) ? Integer.valueOf((int) readings.micro(index)) : null;
        }
    }

    private static final class Work {
        private long[] arrivals = {};
        private final List<Segment> replaced = new ArrayList<>();
        private final List<Segment> written = new ArrayList<>();
        private final Map<Integer, int[]> counts = new TreeMap<>();
        private final List<Lost> lost = new ArrayList<>();

        private Readings union(int sensorId, Readings inArrivalOrder) {
            Union union =
                    Union.of(inArrivalOrder, (kept, k, losing, l) -> lost.add(Lost.of(sensorId, kept, k, losing, l)));
            count(sensorId, union.duplicates(), union.conflicts(), 0);
            return union.readings();
        }

        private void count(int sensorId, int duplicates, int conflicts, int future) {
            if (duplicates + conflicts + future > 0) {
                int[] count = counts.computeIfAbsent(sensorId, id -> new int[3]);
                count[0] += duplicates;
                count[1] += conflicts;
                count[2] += future;
            }
        }
    }

    private Work plan(Connection connection, int siteId) throws SQLException {
        PendingReadings pending = PendingReadings.oldest(connection, registry, siteId, MAX_READINGS);
        Work work = new Work();
        work.arrivals = pending.arrivals();
        Map<Integer, Readings> fresh = new TreeMap<>();
        List<SegmentStore.Span> spans = new ArrayList<>();
        for (Map.Entry<Integer, Readings> sensor : pending.bySensor().entrySet()) {
            Readings readings = work.union(sensor.getKey(), sensor.getValue());
            work.count(sensor.getKey(), 0, 0, Summary.of(readings).future);
            fresh.put(sensor.getKey(), readings);
            spans.addAll(spans(sensor.getKey(), readings));
        }
        Map<Integer, List<Segment>> existing = new TreeMap<>();
        if (!spans.isEmpty()) {
            for (Segment segment : SegmentStore.overlapping(connection, spans)) {
                List<Segment> of = existing.computeIfAbsent(segment.sensorId(), id -> new ArrayList<>());
                if (of.isEmpty() || of.getLast().fromAt() != segment.fromAt()) {
                    of.add(segment); // one segment can overlap several spans
                }
            }
        }
        ColumnCodec codec = new ColumnCodec();
        fresh.forEach((sensorId, readings) ->
                rewrite(work, sensorId, readings, existing.getOrDefault(sensorId, List.of()), codec));
        return work;
    }

    /** Returns a span for each window that the readings touch. */
    static List<SegmentStore.Span> spans(int sensorId, Readings readings) {
        List<SegmentStore.Span> spans = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= readings.size(); i++) {
            if (i == readings.size() || !Window.isOne(readings, start, i)) {
                spans.add(new SegmentStore.Span(sensorId, readings.at(start), readings.at(i - 1)));
                start = i;
            }
        }
        return spans;
    }

    /**
     * Merges fresh readings with the segments they overlap. A group is a run of spans that share segments. Its result covers no
     * more time than they do, so it overlaps no other segment.
     */
    private static void rewrite(Work work, int sensorId, Readings fresh, List<Segment> existing, ColumnCodec codec) {
        int next = 0;
        int from = 0;
        List<Segment> group = new ArrayList<>();
        for (SegmentStore.Span span : spans(sensorId, fresh)) {
            int spanFrom = fresh.indexFrom(span.from());
            boolean shared = !group.isEmpty() && group.getLast().toAt() >= span.from();
            if (!shared) {
                write(work, sensorId, fresh.slice(from, spanFrom), group, codec);
                from = spanFrom;
                group = new ArrayList<>();
            }
            while (next < existing.size() && existing.get(next).fromAt() <= span.to()) {
                group.add(existing.get(next++));
            }
        }
        write(work, sensorId, fresh.slice(from, fresh.size()), group, codec);
    }

    private static void write(Work work, int sensorId, Readings fresh, List<Segment> overlapped, ColumnCodec codec) {
        if (fresh.size() == 0) {
            return;
        }
        Readings together = fresh;
        if (!overlapped.isEmpty()) {
            Readings all = new Readings(fresh.size());
            overlapped.forEach(segment -> all.addAll(segment.decode(codec)));
            all.addAll(fresh);
            together = work.union(sensorId, all);
            work.replaced.addAll(overlapped);
        }
        SegmentStore.cut(sensorId, Segment.FRESH, together, codec, work.written);
    }

    private static void apply(Connection connection, Work work) throws SQLException {
        SegmentStore.delete(connection, work.replaced);
        SegmentStore.insert(connection, work.written);
        Sql.update(connection, "delete from pending where arrival = any(?)", work.arrivals);
        if (!work.counts.isEmpty()) {
            Sql.update(
                    connection,
                    """
                    update sensor s
                       set duplicates = duplicates + t.d, conflicts = conflicts + t.c, future = s.future + t.f
                      from unnest(?::int[], ?::int[], ?::int[], ?::int[]) as t (id, d, c, f) where s.id = t.id""",
                    work.counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    work.counts.values().stream().mapToInt(c -> c[0]).toArray(),
                    work.counts.values().stream().mapToInt(c -> c[1]).toArray(),
                    work.counts.values().stream().mapToInt(c -> c[2]).toArray());
        }
        recordConflicts(connection, work.lost);
    }

    static void recordConflicts(Connection connection, List<Lost> lost) throws SQLException {
        if (lost.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                """
                insert into conflict as c (sensor_id, at, kept_micro, lost_micro, lost_quality, seen)
                select sensor_id, to_timestamp(at / 1000.0), min(kept), lost, quality, count(*)
                  from unnest(?::int[], ?::bigint[], ?::int[], ?::int[], ?::int[]) as t (sensor_id, at, kept, lost, quality)
                 group by sensor_id, at, lost, quality
                on conflict (sensor_id, at, lost_micro, lost_quality) do update set seen = c.seen + excluded.seen""",
                lost.stream().mapToInt(Lost::sensorId).toArray(),
                lost.stream().mapToLong(Lost::at).toArray(),
                lost.stream().map(Lost::kept).toArray(Integer[]::new),
                lost.stream().map(Lost::lost).toArray(Integer[]::new),
                lost.stream().mapToInt(Lost::quality).toArray());
    }
}
