package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Queue of data for the next commit. Not thread-safe: guarded by {@link Pending}. */
final class WriteQueue {
    private final ArrayDeque<Waiting> readings = new ArrayDeque<>();
    /** Next commit, without its readings. */
    private Commit next = new Commit();

    private long epoch;
    private int count;
    private long since;

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
            next.receipts.clear();
            next.refusals.clear();
        }
        next.settled.clear(); // whatever did reach the disk is settled there already
        for (Range range : next.receipts) {
            next.settled.addAll(backlog.settle(range).fresh());
        }
        for (long sequence : next.refusals.keySet()) {
            next.settled.addAll(backlog.settle(new Range(sequence, sequence)).fresh());
        }
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
        Discarded before = next.discarded.isEmpty() ? null : next.discarded.getLast();
        if (before != null && before.last.synchronised() == more.first.synchronised()) {
            next.discarded.removeLast();
            next.discarded.add(new Discarded(before.first, more.last, before.readings + more.readings));
        } else {
            next.discarded.add(more);
        }
    }

    void add(LogLine line) {
        next.log.add(line);
    }

    void addFirst(LogLine line) {
        next.log.addFirst(line);
    }

    void receipted(Backlog.Settled range) {
        if (next.receipts.isEmpty() && readings.isEmpty()) {
            since = System.nanoTime();
        }
        next.receipts.add(range.joined());
        next.settled.addAll(range.fresh());
    }

    void refused(long sequence, String reason, Backlog.Settled range) {
        next.refusals.put(sequence, reason);
        next.settled.addAll(range.fresh());
    }

    void add(SetPoint setPoint) {
        next.setPoints.put(setPoint.room(), setPoint);
    }

    void catalogKnown() {
        next.catalogKnown = true;
    }

    /** Returns the number of waiting readings. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return readings.isEmpty() && next.receipts.isEmpty() && !isUrgent();
    }

    /** Returns whether the queue holds what must be written at once: it is rare, or somebody acts on it. */
    boolean isUrgent() {
        return !next.log.isEmpty() || !next.refusals.isEmpty() || !next.setPoints.isEmpty() || next.catalogKnown;
    }

    /** Returns for how many nanoseconds the oldest item that may wait has waited. */
    long age() {
        return System.nanoTime() - since;
    }

    /** Takes whole submissions, at least one, up to {@code most} readings, and everything else that waits. */
    Commit take(int most) {
        Commit commit = next;
        next = new Commit();
        while (!readings.isEmpty()
                && (commit.readings == 0
                        || commit.readings + readings.getFirst().readings.size() <= most)) {
            Waiting first = readings.removeFirst();
            commit.taken.add(first);
            commit.readings += first.readings.size();
        }
        count -= commit.readings;
        since = System.nanoTime();
        return commit;
    }

    /** Puts back what could not be written, ahead of what has come since. */
    void giveBack(Commit commit) {
        commit.taken.reversed().forEach(readings::addFirst);
        count += commit.readings;
        next.log.addAll(0, commit.log);
        next.receipts.addAll(0, commit.receipts);
        commit.refusals.forEach(next.refusals::putIfAbsent);
        commit.setPoints.forEach(next.setPoints::putIfAbsent);
        next.catalogKnown |= commit.catalogKnown;
        next.settled.addAll(0, commit.settled);
        List<Discarded> since = List.copyOf(next.discarded);
        next.discarded.clear();
        commit.discarded.forEach(this::discard);
        since.forEach(this::discard);
    }

    void abandon(Exception why) {
        readings.forEach(waiting -> waiting.durable.completeExceptionally(why));
    }
}
