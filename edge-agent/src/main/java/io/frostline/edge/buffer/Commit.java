package io.frostline.edge.buffer;

import io.frostline.edge.buffer.SequenceRanges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Content of one transaction, made durable together, and its outcome. */
final class Commit {
    final List<WriteQueue.Waiting> taken = new ArrayList<>();
    final List<WriteQueue.LogLine> log = new ArrayList<>();
    final List<Range> receipts = new ArrayList<>();
    /** Batches that need no more sending since the previous commit, by receipt or refusal. */
    final List<Range> settled = new ArrayList<>();

    final Map<Long, String> refusals = new TreeMap<>();
    final List<WriteQueue.Discarded> discarded = new ArrayList<>();
    final Map<String, SetPoint> setPoints = new TreeMap<>();
    boolean catalogKnown;
    int readings;
    /** Batches that need no more sending, as of when this commit was assembled: without receipts of later commits. */
    SequenceRanges sent = new SequenceRanges();

    // outcome

    /** Unsent batches that were freed, as the overflow records say. */
    final List<Range> freed = new ArrayList<>();
    /** Clock entries of freed batches: without them no reading of their boots can be placed in time. */
    final List<WriteQueue.LogLine> clocks = new ArrayList<>();
    /** Change of the unsent bytes; may be negative. */
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
