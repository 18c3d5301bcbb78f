package io.frostline.edge.buffer;

import io.frostline.edge.buffer.SequenceRanges.Range;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Account of a file's batches that must still be sent. Not thread-safe: guarded by {@link Pending}. */
final class Backlog {
    private final SequenceRanges settled;
    private long newest;
    private long bytes;

    private Backlog(SequenceRanges settled, long newest, long bytes) {
        this.settled = settled;
        this.newest = newest;
        this.bytes = bytes;
    }

    static Backlog none() {
        return new Backlog(new SequenceRanges(), 0, 0);
    }

    static Backlog of(BufferFile file, long newest) throws SQLException {
        SequenceRanges settled = file.settled().all();
        long oldest = file.batches().oldest().orElse(1L);
        if (oldest > 1) {
            settled.add(1, oldest - 1); // freed long ago
        }
        long bytes = 0;
        for (Range unsent : settled.missing(1, newest)) {
            bytes += file.batches().bytes(unsent);
        }
        return new Backlog(settled, newest, bytes);
    }

    long newest() {
        return newest;
    }

    long batches() {
        return newest - settled.size();
    }

    /** Returns the unsent batches' bytes as sent. Batches whose receipt or refusal is not on disk yet still count. */
    long bytes() {
        return bytes;
    }

    SequenceRanges settled() {
        return settled.copy();
    }

    /** Records that these batches need no more sending. */
    Settled settle(Range range) {
        List<Range> fresh = settled.missing(range.first(), range.last());
        return new Settled(settled.add(range.first(), range.last()), fresh);
    }

    /**
     * @param joined the settled range that now contains them
     * @param fresh those that were not settled before
     */
    record Settled(Range joined, List<Range> fresh) {}

    /** Applies a commit that is on disk. */
    void committed(Commit commit, long newestSequence) {
        newest = newestSequence;
        commit.freed.forEach(range -> settled.add(range.first(), range.last()));
        bytes += commit.unsentBytes;
    }

    /** Returns the first run of unsent batches from {@code from} to {@code to} of which none is {@code underWay}. */
    Optional<Range> run(long from, long to, SequenceRanges underWay) {
        long end = Math.min(to, newest);
        long first = from;
        long before;
        do {
            before = first;
            first = underWay.firstMissing(settled.firstMissing(first));
        } while (first != before);
        return first > end
                ? Optional.empty()
                : Optional.of(new Range(first, underWay.lastMissing(first, settled.lastMissing(first, end))));
    }
}
