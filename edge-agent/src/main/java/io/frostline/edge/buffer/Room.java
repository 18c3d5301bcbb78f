package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.ColumnCodec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Limit that keeps a buffer file within its bytes, less its log's share ({@link LogRoom}). Batches that need no more sending
 * are freed first, oldest first; then unsent ones, which are recorded. The newest batch always stays, so that the chain can
 * continue from it.
 */
final class Room {
    private static final int MAX_FREED_PER_PASS = 256 << 10;
    private static final int MAX_BYTES_PER_READING = 100;
    /** Bytes of the pages that a commit leaves partly filled: its last page of batches and those of the other tables. */
    private static final int BEGUN_PAGES_BYTES = 4 * 4096;

    private static final int ROW_BYTES = 8;
    private static final List<ColumnCodec.Column> NO_INSTANTS = List.of();

    private final BufferFile file;
    private final long maxBytes;
    private final int freeAtOnce;
    private volatile long usedBytes;
    /** Upper bound of the bytes in use: pages when last counted, plus the most added since. */
    private long usedAtMost;

    Room(BufferFile file, long maxBytes) throws SQLException {
        this.file = file;
        this.maxBytes = maxBytes - LogRoom.share(maxBytes);
        this.freeAtOnce = (int) Math.min(MAX_FREED_PER_PASS, maxBytes / 16);
        countPages();
    }

    /**
     * Adds a batch. Two consecutive pages are at least half full, hence the factor 2. Pages are counted only when it matters,
     * since counting takes long.
     */
    void used(StoredBatch batch) {
        long bytes = batch.payload().length + ROW_BYTES;
        usedBytes += bytes;
        usedAtMost += 2 * bytes;
    }

    private void countPages() throws SQLException {
        usedBytes = file.usedBytes();
        usedAtMost = usedBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    /** @return overflow records of the unsent batches that were freed */
    List<Batch.Overflow> make(Commit commit, long newest) throws SQLException {
        long needed = BEGUN_PAGES_BYTES + (long) MAX_BYTES_PER_READING * commit.readings;
        if (usedAtMost + needed <= maxBytes) {
            return List.of();
        }
        countPages();
        long excess = usedBytes + needed - maxBytes;
        if (excess <= 0) {
            return List.of();
        }
        SequenceRanges settled = commit.sent;
        long toFree = excess + freeAtOnce;
        toFree -= freeSettled(commit, settled, newest, toFree);
        List<Batch.Overflow> overflow = toFree > freeAtOnce ? freeUnsent(commit, settled, newest, toFree) : List.of();
        countPages();
        return overflow;
    }

    private long freeSettled(Commit commit, SequenceRanges settled, long newest, long toFree) throws SQLException {
        long freed = 0;
        for (SequenceRanges.Range range : settled.ranges()) {
            long last = Math.min(range.last(), newest - 1);
            long from = range.first();
            while (freed < toFree && from <= last) {
                List<StoredBatch> victims = file.batches().range(from, last, freeAtOnce);
                if (victims.isEmpty()) {
                    break;
                }
                file.batches().delete(from, victims.getLast().sequence());
                from = victims.getLast().sequence() + 1;
                freed += bytes(victims);
            }
        }
        commit.touchedBytes += freed;
        return freed;
    }

    private List<Batch.Overflow> freeUnsent(Commit commit, SequenceRanges settled, long newest, long toFree)
            throws SQLException {
        List<Batch.Overflow> overflow = new ArrayList<>();
        long left = toFree;
        long from = settled.firstMissing(1);
        while (left > 0 && from < newest) {
            long last = settled.lastMissing(from, newest - 1);
            List<StoredBatch> victims = file.batches().range(from, last, (int) Math.min(left, freeAtOnce));
            if (victims.isEmpty()) {
                break;
            }
            long to = victims.getLast().sequence();
            file.batches().delete(from, to);
            left -= bytes(victims);
            commit.touchedBytes += bytes(victims);
            commit.unsentBytes -= payloadBytes(victims);
            overflow.addAll(records(from, to, victims, commit));
            commit.freed.add(new SequenceRanges.Range(from, to));
            from = settled.firstMissing(to + 1);
        }
        return joined(overflow);
    }

    /** Joins the records into one for each run of batches. */
    private static List<Batch.Overflow> joined(List<Batch.Overflow> overflow) {
        List<Batch.Overflow> runs = new ArrayList<>();
        for (Batch.Overflow next : overflow.stream()
                .sorted(Comparator.comparingLong(Batch.Overflow::first))
                .toList()) {
            boolean goesOn = !runs.isEmpty() && runs.getLast().last() + 1 == next.first();
            runs.add(goesOn ? joined(runs.removeLast(), next) : next);
        }
        return runs;
    }

    private static Batch.Overflow joined(Batch.Overflow a, Batch.Overflow b) {
        return new Batch.Overflow(
                a.first(),
                b.last(),
                a.readings() + b.readings(),
                a.logEntries() + b.logEntries(),
                a.toMillis() == 0
                        ? b.fromMillis()
                        : b.toMillis() == 0 ? a.fromMillis() : Math.min(a.fromMillis(), b.fromMillis()),
                Math.max(a.toMillis(), b.toMillis()),
                b.lastDigest());
    }

    private static long bytes(List<StoredBatch> batches) {
        return payloadBytes(batches) + (long) ROW_BYTES * batches.size();
    }

    private static long payloadBytes(List<StoredBatch> batches) {
        return batches.stream().mapToLong(b -> b.payload().length).sum();
    }

    /** Returns the overflow records of freed batches, with the overflow records that those batches carried. */
    private static List<Batch.Overflow> records(long first, long last, List<StoredBatch> gone, Commit commit) {
        BatchCodec codec = new BatchCodec();
        List<Batch.Overflow> records = new ArrayList<>();
        long readings = 0;
        long entries = 0;
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (StoredBatch stored : gone) {
            if (codec.decode(stored.payload()) instanceof Decoded.Accepted(Batch batch)) {
                records.addAll(batch.overflow());
                batch.log().stream()
                        .filter(entry -> entry.kind().equals(Batch.Entry.CLOCK_LEARNED))
                        .map(ChainWriter::again)
                        .forEach(commit.clocks::add);
                entries += batch.log().stream()
                        .filter(entry -> !entry.kind().equals(Batch.Entry.CLOCK_LEARNED))
                        .count();
                readings += batch.readingCount();
                for (ColumnCodec.Column column : batch.boot() != null ? NO_INSTANTS : batch.columns()) {
                    from = Math.min(from, column.readings().firstAt());
                    to = Math.max(to, column.readings().lastAt());
                }
            }
        }
        records.add(new Batch.Overflow(
                first,
                last,
                readings,
                entries,
                to == Long.MIN_VALUE ? 0 : from,
                to == Long.MIN_VALUE ? 0 : to,
                gone.getLast().digest()));
        return records;
    }
}
