package io.frostline.edge.buffer;

import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What waits for the next commit. Not safe for use by several threads: the buffer guards it. */
final class WriteQueue {
    private final ArrayDeque<Waiting> readings = new ArrayDeque<>();
    private final List<LogLine> log = new ArrayList<>();
    private final List<Range> receipts = new ArrayList<>();
    private final Map<Long, String> refusals = new TreeMap<>();
    private @Nullable Discarded discarded;
    private boolean catalogKnown;
    private int count;
    private long since;

    /** Readings that were handed over together, and who waits for them. */
    record Waiting(List<SensorReading> readings, CompletableFuture<Void> durable) {}

    record LogLine(Stamp at, String kind, String text, Map<String, String> detail) {}

    record Discarded(Stamp first, long readings) {}

    void add(List<SensorReading> more, CompletableFuture<Void> durable) {
        if (readings.isEmpty()) {
            since = System.nanoTime();
        }
        readings.add(new Waiting(more, durable));
        count += more.size();
    }

    void discard(List<SensorReading> lost) {
        Discarded before = discarded;
        discarded = before == null
                ? new Discarded(lost.getFirst().at(), lost.size())
                : new Discarded(before.first, before.readings + lost.size());
    }

    void add(LogLine line) {
        log.add(line);
    }

    void addFirst(LogLine line) {
        log.addFirst(line);
    }

    void receipted(Range range) {
        if (receipts.isEmpty() && readings.isEmpty()) {
            since = System.nanoTime();
        }
        receipts.add(range);
    }

    void refused(long sequence, String reason) {
        refusals.put(sequence, reason);
    }

    void catalogKnown() {
        catalogKnown = true;
    }

    /** Readings that wait. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return readings.isEmpty() && receipts.isEmpty() && !isUrgent();
    }

    /** What is written at once: it is rare, or somebody acts on it. */
    boolean isUrgent() {
        return !log.isEmpty() || !refusals.isEmpty() || catalogKnown;
    }

    /** Nanoseconds that the oldest of what may wait has waited. */
    long age() {
        return System.nanoTime() - since;
    }

    /** Takes at most this many readings, never a part of what was handed over together, and all of the rest. */
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
        commit.discarded = discarded;
        discarded = null;
        commit.catalogKnown = catalogKnown;
        catalogKnown = false;
        return commit;
    }

    /** What could not be written waits again, before what has come since. */
    void giveBack(Commit commit) {
        commit.taken.reversed().forEach(readings::addFirst);
        count += commit.readings;
        log.addAll(0, commit.log);
        receipts.addAll(0, commit.receipts);
        commit.refusals.forEach(refusals::putIfAbsent);
        catalogKnown |= commit.catalogKnown;
        Discarded before = commit.discarded;
        if (before != null) {
            Discarded later = discarded;
            discarded = new Discarded(before.first, before.readings + (later == null ? 0 : later.readings));
        }
    }

    void abandon(Exception why) {
        readings.forEach(waiting -> waiting.durable.completeExceptionally(why));
    }
}
