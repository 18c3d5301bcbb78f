package io.frostline.history.segment;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.HistoryConfig;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Job that merges adjacent segments of one window into one. A window is an hour of a fast sensor, a day of a slow one. A merge is
 * one transaction and changes no answer: the readings before and after are the same.
 */
@ApplicationScoped
public class SegmentMerger {
    private static final int BATCH_SIZE = 4_000;

    private final Database database;
    private final HistoryConfig.Segments config;

    public SegmentMerger(Database database, HistoryConfig config) {
        this.database = database;
        this.config = config.segments();
    }

    /** Merges around the segments to which nothing was added for long enough. */
    public boolean runOnce() throws SQLException {
        return mergeOlderThan(config.mergeAfter());
    }

    public boolean mergeOlderThan(Duration age) throws SQLException {
        Map<Integer, Set<SegmentStore.Span>> bySite = new TreeMap<>();
        database.each(c -> {
            Sql.forEach(
                    c,
                    """
                    select sensor.site_id, fresh.sensor_id, fresh.from_at
                      from (select sensor_id, from_at from segment
                             where level = 0 and written_at <= now() - ? * interval '1 millisecond'
                             order by written_at limit ?) fresh
                      join sensor on sensor.id = fresh.sensor_id""",
                    row -> {
                        long at = Sql.instant(row, "from_at").toEpochMilli();
                        long day = Math.floorDiv(at, SegmentStore.DAY) * SegmentStore.DAY;
                        bySite.computeIfAbsent(row.getInt(1), id -> new HashSet<>())
                                .add(new SegmentStore.Span(row.getInt(2), day, day + SegmentStore.DAY - 1));
                    },
                    age.toMillis(),
                    BATCH_SIZE);
            return true;
        });
        boolean merged = false;
        for (Map.Entry<Integer, Set<SegmentStore.Span>> site : bySite.entrySet()) {
            merged |= database.write(c -> Segmenter.lock(c, site.getKey()) && merge(c, site.getValue()));
        }
        return merged;
    }

    private static boolean merge(Connection connection, Set<SegmentStore.Span> days) throws SQLException {
        ColumnCodec codec = new ColumnCodec();
        List<Segment> replaced = new ArrayList<>();
        List<Segment> written = new ArrayList<>();
        List<Segment> run = new ArrayList<>();
        for (Segment segment : SegmentStore.overlapping(connection, List.copyOf(days))) {
            if (!run.isEmpty() && !continues(run, segment)) {
                end(run, replaced, written, codec);
            }
            run.add(segment);
        }
        end(run, replaced, written, codec);
        SegmentStore.delete(connection, replaced);
        SegmentStore.insert(connection, written);
        return !written.isEmpty();
    }

    private static boolean continues(List<Segment> run, Segment next) {
        Segment first = run.getFirst();
        return first.sensorId() == next.sensorId()
                && Window.of(first.fromAt(), first.interval()) == Window.of(next.fromAt(), next.interval())
                && run.stream().mapToInt(Segment::readings).sum() + next.readings() <= Segment.MAX_READINGS;
    }

    private static void end(List<Segment> run, List<Segment> replaced, List<Segment> written, ColumnCodec codec) {
        if (run.size() > 1 || !run.isEmpty() && run.getFirst().level() == Segment.FRESH) {
            Readings readings = new Readings(run.getFirst().readings());
            run.forEach(segment -> readings.addAll(segment.decode(codec)));
            replaced.addAll(run);
            written.add(Segment.of(run.getFirst().sensorId(), Segment.MERGED, readings, codec));
        }
        run.clear();
    }
}
