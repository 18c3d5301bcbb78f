package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Queue of data for the next commit. Not thread-safe: guarded by {@link Pending}. */
final class WriteQueue {
    private final ArrayDeque<Waiting> readings = new ArrayDeque<>();
    private final List<LogLine> log = new ArrayList<>();
    private final List<Range> receipts = new ArrayList<>();
    private final Map<Long, String> refusals = new TreeMap<>();
    private final List<Range> settled = new ArrayList<>();
    private final List<Discarded> discarded = new ArrayList<>();
    private final Map<String, SetPoint> setPoints = new TreeMap<>();
    private boolean catalogKnown;
    private long epoch;
    private int count;
    private long since;

    /** Readings that were submitted together, and the future that completes when they are durable. */
    record Waiting(List<SensorReading> readings, CompletableFuture<Void> durable) {}

    record LogLine(Stamp at, String kind, String text, Map<String, String> detail) {
        static LogLine of(AgentClock.Learned learned) {
            return new LogLine(
                    new Stamp(learned.utcMillis(), true),
                    Batch.Entry.CLOCK_LEARNED,
                    "time learned from " + learned.from(),
                    Map.of(
                            "boot", Long.toHexString(learned.boot()),
                            "monotonic", Long.toString(learned.monotonicMillis()),
                            "utc", Long.toString(learned.utcMillis())));
        }
    }

    /** Readings that were discarded; first and last are on the same clock. */
    record Discarded(Stamp first, Stamp last, long readings) {}

    /** Adapts to an opened file: applies waiting receipts and refusals of its epoch to the backlog, drops those of another. */
    void begin(long openedEpoch, Backlog backlog) {
        if (openedEpoch != epoch) {
            epoch = openedEpoch;
            receipts.clear();
            refusals.clear();
        }
        settled.clear(); // whatever did reach the disk is settled there already
        receipts.forEach(range -> settled.addAll(backlog.settle(range).fresh()));
        refusals.keySet()
                .forEach(sequence -> settled.addAll(
                        backlog.settle(new Range(sequence, sequence)).fresh()));
    }

    void add(List<SensorReading> more, CompletableFuture<Void> durable) {
        if (readings.isEmpty()) {
            since = System.nanoTime();
        }
        readings.add(new Waiting(more, durable));
        count += more.size();
    }

    void discard(List<SensorReading> lost) {
        lost.forEach(reading -> discard(new Discarded(reading.at(), reading.at(), 1)));
    }

    private void discard(Discarded more) {
        Discarded before = discarded.isEmpty() ? null : discarded.getLast();
        if (before != null && before.last.synchronised() == more.first.synchronised()) {
            discarded.set(
                    discarded.size() - 1, new Discarded(before.first, more.last, before.readings + more.readings));
        } else {
            discarded.add(more);
        }
    }

    void add(LogLine line) {
        log.add(line);
    }

    void addFirst(LogLine line) {
        log.addFirst(line);
    }

    void receipted(Backlog.Settled range) {
        if (receipts.isEmpty() && readings.isEmpty()) {
            since = System.nanoTime();
        }
        receipts.add(range.joined());
        settled.addAll(range.fresh());
    }

    void refused(long sequence, String reason, Backlog.Settled range) {
        refusals.put(sequence, reason);
        settled.addAll(range.fresh());
    }

    void add(SetPoint setPoint) {
        setPoints.put(setPoint.room(), setPoint);
    }

    void catalogKnown() {
        catalogKnown = true;
    }

    /** Returns the number of waiting readings. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return readings.isEmpty() && receipts.isEmpty() && !isUrgent();
    }

    /** Returns whether the queue holds what must be written at once: it is rare, or somebody acts on it. */
    boolean isUrgent() {
        return !log.isEmpty() || !refusals.isEmpty() || !setPoints.isEmpty() || catalogKnown;
    }

    /** Returns for how many nanoseconds the oldest item that may wait has waited. */
    long age() {
        return System.nanoTime() - since;
    }

    /** Takes whole submissions, at least one, up to {@code most} readings, and everything else that waits. */
    Commit take(int most) {
        Commit commit = new Commit();
        while (!readings.isEmpty()
                && (commit.readings == 0
                        || commit.readings + readings.getFirst().readings.size() <= most)) {
            Waiting next = readings.removeFirst();
            commit.taken.add(next);
            commit.readings += next.readings.size();
        }
        count -= commit.readings;
        since = System.nanoTime();
        commit.log.addAll(log);
        log.clear();
        commit.receipts.addAll(receipts);
        receipts.clear();
        commit.refusals.putAll(refusals);
        refusals.clear();
        commit.settled.addAll(settled);
        settled.clear();
        commit.discarded.addAll(discarded);
        discarded.clear();
        commit.setPoints.putAll(setPoints);
        setPoints.clear();
        commit.catalogKnown = catalogKnown;
        catalogKnown = false;
        return commit;
    }

    /** Puts back what could not be written, ahead of what has come since. */
    void giveBack(Commit commit) {
        commit.taken.reversed().forEach(readings::addFirst);
        count += commit.readings;
        log.addAll(0, commit.log);
        receipts.addAll(0, commit.receipts);
        commit.refusals.forEach(refusals::putIfAbsent);
        commit.setPoints.forEach(setPoints::putIfAbsent);
        catalogKnown |= commit.catalogKnown;
        settled.addAll(0, commit.settled);
        List<Discarded> since = List.copyOf(discarded);
        discarded.clear();
        commit.discarded.forEach(this::discard);
        since.forEach(this::discard);
    }

    void abandon(Exception why) {
        readings.forEach(waiting -> waiting.durable.completeExceptionally(why));
    }
}
