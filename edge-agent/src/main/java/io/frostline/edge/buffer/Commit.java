package io.frostline.edge.buffer;

import io.frostline.edge.buffer.SequenceRanges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that one transaction makes durable, and what came of it. */
final class Commit {
    final List<WriteQueue.Waiting> taken = new ArrayList<>();
    final List<WriteQueue.LogLine> log = new ArrayList<>();
    final List<Range> receipts = new ArrayList<>();
    /** Batches that need not be sent any more since the commit before, by receipt or by refusal. */
    final List<Range> settled = new ArrayList<>();

    final Map<Long, String> refusals = new TreeMap<>();
    final List<WriteQueue.Discarded> discarded = new ArrayList<>();
    final Map<String, SetPoint> setPoints = new TreeMap<>();
    boolean catalogKnown;
    int readings;
    /** Batches that need not be sent any more, as of when this commit was put together: none of another's receipts. */
    SequenceRanges sent = new SequenceRanges();

    // what came of it

    /** Unsent batches that had to go, as the overflow records say. */
    final List<Range> freed = new ArrayList<>();
    /** Of the batches that had to go: without these no reading of their boots finds its place in time. */
    final List<WriteQueue.LogLine> clocks = new ArrayList<>();
    /** By how much the unsent bytes have become more, or less. */
    long unsentBytes;
    /** Bytes of the batches that were written or freed. */
    long touchedBytes;

    void forgetOutcome() {
        freed.clear();
        clocks.clear();
        unsentBytes = 0;
        touchedBytes = 0;
    }

    boolean isEmpty() {
        return taken.isEmpty()
                && log.isEmpty()
                && receipts.isEmpty()
                && refusals.isEmpty()
                && discarded.isEmpty()
                && setPoints.isEmpty()
                && !catalogKnown;
    }
}
