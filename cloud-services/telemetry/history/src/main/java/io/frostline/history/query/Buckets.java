package io.frostline.history.query;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.history.segment.Segment;
import io.frostline.history.segment.Summary;
import io.frostline.history.segment.Union;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filler of buckets: from the summary of a segment that lies in one bucket, otherwise from the segment's readings. */
final class Buckets {
    private final long from;
    private final long to;
    private final long step;
    private final long now;
    private final GapFinder gaps;
    private final List<Answers.Bucket> answers = new ArrayList<>();
    private long bucket;
    private Summary summary = new Summary();
    private int interval;
    private boolean hadReadingBefore;
    private long firstInBucket = Long.MAX_VALUE;

    Buckets(long from, long to, long step, long now) {
        this.from = from;
        this.to = to;
        this.step = step;
        this.now = now;
        this.bucket = Math.floorDiv(from, step);
        this.gaps = new GapFinder(from, to);
    }

    void before(Readings last) {
        gaps.add(last, 0);
        interval = last.interval(0);
        hadReadingBefore = true;
    }

    /** @param pending in order of arrival; a segment that one of them falls into must come with its encoded readings */
    void addAll(List<Segment> segments, Readings pending) {
        ColumnCodec codec = new ColumnCodec();
        List<Segment> whole = new ArrayList<>();
        Readings decoded = new Readings(1024);
        for (Segment segment : segments) {
            if (segment.encoded().length == 0) {
                whole.add(segment);
            } else {
                decoded.addWithin(segment.decode(codec), from, to);
            }
        }
        decoded.addAll(pending);
        Readings loose = Union.of(decoded, (kept, k, lost, l) -> {}).readings();
        int next = 0;
        for (Segment segment : whole) {
            next = addLoose(loose, next, segment.fromAt());
            add(segment);
        }
        addLoose(loose, next, to);
        closeUntil(Math.floorDiv(to - 1, step) + 1);
    }

    private int addLoose(Readings loose, int start, long until) {
        int next = start;
        while (next < loose.size() && loose.at(next) < until) {
            long in = Math.floorDiv(loose.at(next), step);
            closeUntil(in);
            int end = next;
            long bucketEnd = Math.min(until, (in + 1) * step);
            while (end < loose.size() && loose.at(end) < bucketEnd) {
                gaps.add(loose, end++);
            }
            begin(loose.at(next), loose.interval(next));
            summary.add(loose, next, end);
            interval = loose.interval(end - 1);
            next = end;
        }
        return next;
    }

    private void add(Segment segment) {
        closeUntil(Math.floorDiv(segment.fromAt(), step));
        gaps.pass(segment.fromAt(), segment.toAt(), segment.interval());
        gaps.endFault(segment.fromAt());
        begin(segment.fromAt(), segment.interval());
        summary.add(segment);
        interval = segment.interval();
    }

    private void begin(long at, int newInterval) {
        if (summary.readings() == 0) {
            interval = newInterval;
            firstInBucket = at;
        }
    }

    private void closeUntil(long next) {
        while (bucket < next) {
            close();
            bucket++;
        }
    }

    private void close() {
        long start = bucket * step;
        long end = start + step;
        summary.endAt(end);
        long since = Math.max(start, from);
        if (!hadReadingBefore) {
            since = Math.max(since, firstInBucket);
        }
        long until = Math.min(Math.min(end, to), now);
        boolean unknown = interval <= 0;
        long expected = unknown || until <= since ? 0 : Math.max(1, Math.round((until - since) / (double) interval));
        boolean good = summary.good() > 0;
        if (summary.readings() > 0 || (hadReadingBefore && expected > 0)) {
            answers.add(new Answers.Bucket(
                    Instant.ofEpochMilli(start),
                    celsius(good, summary.min()),
                    celsius(good, summary.max()),
                    good ? celsius(true, summary.mean()) : null,
                    summary.good(),
                    unknown ? null : Long.valueOf(expected),
                    mkt(summary)));
        }
        hadReadingBefore |= summary.readings() > 0;
        summary = new Summary();
        firstInBucket = Long.MAX_VALUE;
    }

    private static @Nullable Double celsius(boolean known, long micro) {
        return known ? Double.valueOf(micro / (double) Readings.MICRO) : null;
    }

    /** Returns the mean kinetic temperature to 0.001 degrees: another order of summation changes only far smaller digits. */
    private static @Nullable Double mkt(Summary summary) {
        double mkt = summary.mkt();
        return Double.isNaN(mkt) ? null : Double.valueOf(Math.round(mkt * 1000) / 1000.0);
    }

    List<Answers.Bucket> answers() {
        return answers;
    }

    GapFinder gaps() {
        return gaps;
    }
}
