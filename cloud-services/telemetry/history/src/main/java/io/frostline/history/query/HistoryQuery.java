package io.frostline.history.query;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.history.evidence.PendingReadings;
import io.frostline.history.segment.Conflicts;
import io.frostline.history.segment.Segment;
import io.frostline.history.segment.SegmentStore;
import io.frostline.history.segment.Union;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Query for one sensor over [from, to), in epoch milliseconds. Every answer comes from one database snapshot. It does not depend on
 * how far the readings have been moved into segments and merged.
 */
@ApplicationScoped
public class HistoryQuery {
    private static final int SEGMENT_BATCH_SIZE = 64;

    private final Database database;
    private final Registry registry;
    private final Clock clock;

    public HistoryQuery(Database database, Registry registry, Clock clock) {
        this.database = database;
        this.registry = registry;
        this.clock = clock;
    }

    /** Page of readings, ascending, and where the next one begins; null for the last one. */
    record RawPage(
            List<Answers.Reading> readings,
            List<Gap> gaps,
            @Nullable Long next) {}

    /** Page of buckets, ascending, and where the next one begins; null for the last one. */
    record BucketPage(
            List<Answers.Bucket> buckets,
            List<Gap> gaps,
            @Nullable Long next) {}

    RawPage raw(Registry.Sensor sensor, long from, long to, int limit) throws SQLException {
        long now = clock.millis();
        return database.read(c -> {
            Readings readings = readings(c, sensor, from, to, limit + 1);
            boolean more = readings.size() > limit;
            Long next = more ? readings.at(limit) : null;
            int size = Math.min(limit, readings.size());
            long end = next == null ? to : next;
            GapFinder gaps = new GapFinder(from, end);
            before(c, sensor, from).ifPresent(last -> gaps.add(last, 0));
            List<Answers.Reading> page = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                gaps.add(readings, i);
                page.add(answer(readings, i));
            }
            Long after = more ? next : after(c, sensor, gaps, end).orElse(null);
            return new RawPage(page, explained(c, sensor, gaps, after, now), next);
        });
    }

    BucketPage buckets(Registry.Sensor sensor, long from, long to, Duration length, int limit) throws SQLException {
        long step = length.toMillis();
        long firstBucket = Math.floorDiv(from, step);
        long lastBucket = Math.floorDiv(to - 1, step);
        boolean more = lastBucket - firstBucket >= limit;
        long end = more ? (firstBucket + limit) * step : to;
        long now = clock.millis();
        return database.read(c -> {
            Readings pending = PendingReadings.of(c, registry, sensor, from, end);
            List<Segment> segments =
                    SegmentStore.summaries(c, sensor.id(), from, end, step, pending.earliest(), pending.latest());
            Buckets buckets = new Buckets(from, end, step, now);
            before(c, sensor, from).ifPresent(buckets::before);
            buckets.addAll(segments, pending);
            Long after = after(c, sensor, buckets.gaps(), end).orElse(null);
            return new BucketPage(
                    buckets.answers(), explained(c, sensor, buckets.gaps(), after, now), more ? end : null);
        });
    }

    /** Returns the newest reading whose instant can be true, whatever its quality. */
    Optional<Answers.Reading> latest(Registry.Sensor sensor) throws SQLException {
        return database.read(c -> before(c, sensor, BatchCodec.LATEST.toEpochMilli()))
                .map(r -> answer(r, 0));
    }

    /** Returns the values that lost against another of the same instant. */
    List<Conflicts.Conflict> conflicts(Registry.Sensor sensor) throws SQLException {
        return database.read(c -> Conflicts.of(c, registry, sensor));
    }

    /** Returns the number of conflicts in readings that are in no segment yet. */
    long pendingConflicts(Registry.Sensor sensor) throws SQLException {
        return database.read(c -> Conflicts.pendingCount(c, registry, sensor));
    }

    /**
     * Returns the stored readings of [from, to), ascending: all, or at least the first {@code atLeast}. Complete only if the
     * caller's transaction sees one snapshot.
     */
    public Readings readings(Connection connection, Registry.Sensor sensor, long from, long to, int atLeast)
            throws SQLException {
        ColumnCodec codec = new ColumnCodec();
        Readings readings = new Readings(Math.min(atLeast, 1 << 16));
        long next = from;
        boolean all = false;
        while (!all && readings.size() < atLeast) {
            List<Segment> segments = SegmentStore.between(connection, sensor.id(), next, to, SEGMENT_BATCH_SIZE);
            all = segments.size() < SEGMENT_BATCH_SIZE;
            int taken = 0;
            for (Segment segment : segments) {
                readings.addWithin(segment.decode(codec), next, to);
                taken++;
                if (readings.size() >= atLeast) {
                    break;
                }
            }
            all &= taken == segments.size();
            next = segments.isEmpty() ? to : segments.get(taken - 1).toAt() + 1;
        }
        long horizon = all ? to : Math.min(to, next);
        Readings pending = PendingReadings.of(connection, registry, sensor, from, horizon);
        if (pending.size() == 0) {
            return readings;
        }
        readings.addAll(pending);
        return Union.of(readings, (kept, k, lost, l) -> {}).readings();
    }

    /** Returns the last reading before an instant, as one reading; it skips those whose instant can't be true. */
    private Optional<Readings> before(Connection connection, Registry.Sensor sensor, long instant) throws SQLException {
        Optional<Readings> settled = settledBefore(connection, sensor.id(), instant);
        Readings pending = PendingReadings.of(connection, registry, sensor, Long.MIN_VALUE / 2, instant);
        int newest = -1;
        for (int i = 0; i < pending.size(); i++) {
            if (!pending.isFuture(i) && (newest < 0 || pending.at(i) > pending.at(newest))) {
                newest = i;
            }
        }
        boolean isNewer = newest >= 0
                && (settled.isEmpty() || pending.at(newest) > settled.get().at(0));
        return isNewer ? Optional.of(pending.slice(newest, newest + 1)) : settled;
    }

    private static Optional<Readings> settledBefore(Connection connection, int sensorId, long instant)
            throws SQLException {
        ColumnCodec codec = new ColumnCodec();
        long until = instant;
        int limit = 1;
        while (true) {
            List<Segment> segments = SegmentStore.lastBefore(connection, sensorId, until, limit);
            for (Segment segment : segments) {
                Readings readings = segment.decode(codec);
                for (int i = readings.indexFrom(instant) - 1; i >= 0; i--) {
                    if (!readings.isFuture(i)) {
                        return Optional.of(readings.slice(i, i + 1));
                    }
                }
            }
            if (segments.size() < limit) {
                return Optional.empty();
            }
            until = segments.getLast().fromAt();
            limit = SEGMENT_BATCH_SIZE;
        }
    }

    private static List<Gap> explained(
            Connection connection, Registry.Sensor sensor, GapFinder gaps, @Nullable Long next, long now)
            throws SQLException {
        return GapReasons.explain(connection, sensor.siteId(), gaps.end(now, next));
    }

    /** Returns the first reading at or after the end, if a gap's end depends on it. */
    private Optional<Long> after(Connection connection, Registry.Sensor sensor, GapFinder gaps, long end)
            throws SQLException {
        if (!gaps.isOpen()) {
            return Optional.empty();
        }
        Readings pending = PendingReadings.of(connection, registry, sensor, end, BatchCodec.LATEST.toEpochMilli());
        long first = pending.withoutFuture().earliest();
        ColumnCodec codec = new ColumnCodec();
        for (Segment segment : SegmentStore.firstAfter(connection, sensor.id(), end)) {
            Readings readings = segment.decode(codec).withoutFuture();
            int index = readings.indexFrom(end);
            first = index < readings.size() ? Math.min(first, readings.at(index)) : first;
        }
        return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(first);
    }

    private static Answers.Reading answer(Readings readings, int index) {
        return new Answers.Reading(
                Instant.ofEpochMilli(readings.at(index)),
                readings.hasValue(index) ? Double.valueOf(readings.celsius(index)) : null,
                Quality.nameOf(readings.quality(index)));
    }
}
