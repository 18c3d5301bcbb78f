package io.frostline.history.segment;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Repository of the segment table. */
public final class SegmentStore {
    private static final String COLUMNS = """
            s.sensor_id, s.level, s.from_at, s.to_at, s.readings, s.good, s.future, s.min_micro, s.max_micro, s.last_micro,
            s.interval_ms, s.sum_micro, s.weight_ms, s.mkt_sum, s.longest_step, s.encoded""";
    static final long DAY = 86_400_000L;

    private SegmentStore() {}

    /** Returns the segments of a sensor that have, or may have, a reading in [from, to), ascending; at most {@code limit}. */
    public static List<Segment> between(Connection connection, int sensorId, long from, long to, int limit)
            throws SQLException {
        return Sql.list(
                connection,
                "select " + COLUMNS + """
                         from segment s
                        where s.sensor_id = ? and s.from_at >= ? and s.from_at < ? and s.to_at >= ?
                        order by s.from_at limit ?""",
                SegmentStore::segment,
                sensorId,
                Instant.ofEpochMilli(Math.floorDiv(from, DAY) * DAY),
                Instant.ofEpochMilli(to),
                Instant.ofEpochMilli(from),
                limit);
    }

    /**
     * Returns segments like {@link #between}, but encoded readings only for those that must be decoded to fill buckets of
     * {@code step} milliseconds. These cross an edge, hold a gap or a reading that is not good, or overlap [looseFrom, looseTo].
     */
    public static List<Segment> summaries(
            Connection connection, int sensorId, long from, long to, long step, long looseFrom, long looseTo)
            throws SQLException {
        String columns = COLUMNS.replace("s.encoded", """
                case when s.from_at >= ? and s.to_at < ?
                      and (extract(epoch from s.from_at) * 1000)::bigint / ?
                        = (extract(epoch from s.to_at) * 1000)::bigint / ?
                      and s.good = s.readings
                      and not (s.interval_ms > 0 and 2 * s.longest_step > 3 * s.interval_ms)
                      and not ((extract(epoch from s.from_at) * 1000)::bigint <= ?
                           and (extract(epoch from s.to_at) * 1000)::bigint >= ?)
                     then ''::bytea else s.encoded end as encoded""");
        return Sql.list(
                connection,
                "select " + columns + """
                         from segment s
                        where s.sensor_id = ? and s.from_at >= ? and s.from_at < ? and s.to_at >= ?
                        order by s.from_at""",
                SegmentStore::segment,
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to),
                step,
                step,
                looseTo,
                looseFrom,
                sensorId,
                Instant.ofEpochMilli(Math.floorDiv(from, DAY) * DAY),
                Instant.ofEpochMilli(to),
                Instant.ofEpochMilli(from));
    }

    /** Returns the last segments that begin before an instant and hold readings whose instants can be true, newest first. */
    public static List<Segment> lastBefore(Connection connection, int sensorId, long instant, int limit)
            throws SQLException {
        return Sql.list(
                connection,
                "select " + COLUMNS + """
                         from segment s where s.sensor_id = ? and s.from_at < ? and s.future < s.readings
                        order by s.from_at desc limit ?""",
                SegmentStore::segment,
                sensorId,
                Instant.ofEpochMilli(instant),
                limit);
    }

    /** Returns the first two segments that hold readings whose instants can be true and do not end before an instant. */
    public static List<Segment> firstAfter(Connection connection, int sensorId, long instant) throws SQLException {
        return Sql.list(
                connection,
                "select " + COLUMNS + """
                         from segment s
                        where s.sensor_id = ? and s.from_at >= ? and s.to_at >= ? and s.future < s.readings
                        order by s.from_at limit 2""",
                SegmentStore::segment,
                sensorId,
                Instant.ofEpochMilli(Math.floorDiv(instant, DAY) * DAY),
                Instant.ofEpochMilli(instant));
    }

    /** Time span of one sensor, in epoch milliseconds, both ends inclusive. */
    record Span(int sensorId, long from, long to) {}

    /** Returns the segments that overlap any of the spans, ordered by sensor and time; one may occur for several spans. */
    static List<Segment> overlapping(Connection connection, List<Span> spans) throws SQLException {
        long first = spans.stream().mapToLong(Span::from).min().orElse(0);
        long last = spans.stream().mapToLong(Span::to).max().orElse(0);
        return Sql.list(
                connection,
                "select " + COLUMNS + """
                         from unnest(?::int[], ?::bigint[], ?::bigint[]) as span (sensor_id, from_ms, to_ms)
                         cross join lateral (
                            select * from segment
                             where sensor_id = span.sensor_id
                               and from_at >= to_timestamp(span.from_ms / 86400000 * 86400)
                               and from_at <= to_timestamp(span.to_ms / 1000.0)
                               and to_at >= to_timestamp(span.from_ms / 1000.0)
                               and from_at between ? and ?) s
                        order by s.sensor_id, s.from_at""",
                SegmentStore::segment,
                spans.stream().mapToInt(Span::sensorId).toArray(),
                spans.stream().mapToLong(Span::from).toArray(),
                spans.stream().mapToLong(Span::to).toArray(),
                Instant.ofEpochMilli(Math.floorDiv(first, DAY) * DAY),
                Instant.ofEpochMilli(last));
    }

    static void delete(Connection connection, Collection<Segment> segments) throws SQLException {
        if (segments.isEmpty()) {
            return;
        }
        Instant[] from =
                segments.stream().map(s -> Instant.ofEpochMilli(s.fromAt())).toArray(Instant[]::new);
        int deleted = Sql.update(
                connection,
                """
                delete from segment s
                 using unnest(?::int[], ?::bigint[]) as gone (sensor_id, from_ms)
                 where s.sensor_id = gone.sensor_id and s.from_at = to_timestamp(gone.from_ms / 1000.0)
                   and s.from_at between ? and ?""",
                segments.stream().mapToInt(Segment::sensorId).toArray(),
                segments.stream().mapToLong(Segment::fromAt).toArray(),
                java.util.Arrays.stream(from).min(Instant::compareTo).orElseThrow(),
                java.util.Arrays.stream(from).max(Instant::compareTo).orElseThrow());
        if (deleted != segments.size()) {
            throw new IllegalStateException(
                    "replaced " + deleted + " of " + segments.size() + " segments; another writer was faster");
        }
    }

    static void insert(Connection connection, List<Segment> segments) throws SQLException {
        int n = segments.size();
        int[] sensor = new int[n];
        int[] level = new int[n];
        long[] from = new long[n];
        long[] to = new long[n];
        int[] readings = new int[n];
        int[] good = new int[n];
        int[] future = new int[n];
        @Nullable Integer[] min = new Integer[n];
        @Nullable Integer[] max = new Integer[n];
        @Nullable Integer[] last = new Integer[n];
        int[] interval = new int[n];
        long[] sum = new long[n];
        long[] weight = new long[n];
        double[] mkt = new double[n];
        long[] step = new long[n];
        byte[][] encoded = new byte[n][];
        for (int i = 0; i < n; i++) {
            Segment s = segments.get(i);
            sensor[i] = s.sensorId();
            level[i] = s.level();
            from[i] = s.fromAt();
            to[i] = s.toAt();
            readings[i] = s.readings();
            good[i] = s.good();
            future[i] = s.future();
            min[i] = s.good() > 0 ? Integer.valueOf((int) s.min()) : null;
            max[i] = s.good() > 0 ? Integer.valueOf((int) s.max()) : null;
            Long lastMicro = s.lastMicro();
            last[i] = lastMicro == null ? null : Integer.valueOf(lastMicro.intValue());
            interval[i] = s.interval();
            sum[i] = s.sum();
            weight[i] = s.weight();
            mkt[i] = s.mktSum();
            step[i] = s.longestStep();
            encoded[i] = s.encoded();
        }
        Sql.update(
                connection,
                """
                insert into segment (sensor_id, level, from_at, to_at, readings, good, future, min_micro, max_micro, last_micro,
                       interval_ms, sum_micro, weight_ms, mkt_sum, longest_step, encoded)
                select sensor_id, level, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0), readings, good, future,
                       min_micro, max_micro, last_micro, interval_ms, sum_micro, weight_ms, mkt_sum, longest_step, encoded
                  from unnest(?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[],
                       ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::float8[], ?::bigint[], ?::bytea[])
                    as t (sensor_id, level, from_ms, to_ms, readings, good, future, min_micro, max_micro,
                       last_micro, interval_ms, sum_micro, weight_ms, mkt_sum, longest_step, encoded)""",
                sensor,
                level,
                from,
                to,
                readings,
                good,
                future,
                min,
                max,
                last,
                interval,
                sum,
                weight,
                mkt,
                step,
                encoded);
    }

    /** Adds readings as segments, cut at the end of a {@link Window} and at {@link Segment#MAX_READINGS}. */
    static void cut(int sensorId, int level, Readings readings, ColumnCodec codec, List<Segment> into) {
        int start = 0;
        for (int i = 1; i <= readings.size(); i++) {
            if (i == readings.size() || i - start >= Segment.MAX_READINGS || !Window.isOne(readings, start, i)) {
                into.add(Segment.of(sensorId, level, readings.slice(start, i), codec));
                start = i;
            }
        }
    }

    private static Segment segment(ResultSet row) throws SQLException {
        return new Segment(
                row.getInt("sensor_id"),
                row.getInt("level"),
                Sql.instant(row, "from_at").toEpochMilli(),
                Sql.instant(row, "to_at").toEpochMilli(),
                row.getInt("readings"),
                row.getInt("good"),
                row.getInt("future"),
                row.getLong("min_micro"),
                row.getLong("max_micro"),
                Sql.nullableLong(row, "last_micro"),
                row.getInt("interval_ms"),
                row.getLong("sum_micro"),
                row.getLong("weight_ms"),
                row.getDouble("mkt_sum"),
                row.getLong("longest_step"),
                row.getBytes("encoded"));
    }
}
