package io.frostline.edge.buffer;

import io.frostline.edge.buffer.SequenceRanges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that one transaction makes durable, and what came of it. */
final class Commit {
    final List<WriteQueue.Waiting> taken = new ArrayList<>();
    final List<WriteQueue.LogLine> log = new ArrayList<>();
    final List<Range> receipts = new ArrayList<>();
    final Map<Long, String> refusals = new TreeMap<>();
    WriteQueue.@Nullable Discarded discarded;
    boolean catalogKnown;
    int readings;

    /** Unsent batches that had to go, as the overflow records say. */
    final List<Range> freed = new ArrayList<>();

    boolean isEmpty() {
        return taken.isEmpty()
                && log.isEmpty()
                && receipts.isEmpty()
                && refusals.isEmpty()
                && discarded == null
                && !catalogKnown;
    }
}
