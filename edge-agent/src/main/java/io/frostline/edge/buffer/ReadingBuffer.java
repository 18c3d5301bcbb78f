package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffer that keeps readings on disk until the cloud has them. Readings passed to {@link #append} are durable (fsync) when it
 * returns. Readings stop being unsent only by {@link #receipted}, by {@link #refused}, or, when the file is full, as an
 * overflow that the next batch records.
 *
 * <p>Group commit: readings of all callers are written together, once per commit interval, or sooner if a batch is full. The
 * caller whose readings fill the batch writes it. While the disk cannot be written, readings wait in memory, up to
 * {@link #MAX_WAITING}. Then {@link #append} waits and {@link #offer} discards; a log entry records what was discarded.
 * Safe for use by several threads: {@link Pending} holds the shared state, {@link Committer} writes it.
 */
public final class ReadingBuffer implements AutoCloseable {
    /** Maximum number of readings that wait for the disk. */
    public static final int MAX_WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingBuffer.class);

    private final String site;
    private final Pending pending;
    private final Committer committer;

    private ReadingBuffer(String site, Pending pending, Committer committer) {
        this.site = site;
        this.pending = pending;
        this.committer = committer;
    }

    /**
     * Opens or creates the file. If that fails now - a read-only or full disk, a locked file - the buffer reports it in
     * {@link #problem} and retries.
     */
    public static ReadingBuffer open(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock) {
        Pending pending = new Pending(config, catalog, clock);
        Committer committer = new Committer(config, site, catalog, clock, pending);
        committer.start();
        return new ReadingBuffer(site, pending, committer);
    }

    /** Returns the last write to the file by the system clock; 1970 if there is no file. */
    public static Instant lastWrite(Path file) {
        return BufferFile.lastWrite(file);
    }

    /** Stores the readings; returns when all of them are on disk, with everything else in the same commit. */
    public void append(List<SensorReading> readings) throws InterruptedException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (pending.fill(readings, durable)) {
            committer.commitHere();
        }
        try {
            durable.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the buffer was closed before the readings were on disk", e.getCause());
        }
    }

    /** Adds the readings to the next commit; the future completes when they are on disk. Waits while the queue is full. */
    public CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        pending.add(readings, durable);
        return durable;
    }

    /** Adds the readings to the next commit, or discards them and returns false if the queue is full. */
    public boolean offer(List<SensorReading> readings) {
        return pending.offer(readings);
    }

    /** Requests a commit at once instead of after the commit interval. Does not wait for it. */
    public void hurry() {
        pending.hurry();
    }

    /** Records an event with the next commit, in order with the readings. */
    public void log(String kind, String text, Map<String, String> detail) {
        pending.log(kind, text, detail);
    }

    /**
     * Stores a room's set point, unless it is no newer than the stored one. Its log entry is written in the same commit: a
     * kill leaves both or none.
     *
     * @return true if it is newer
     */
    public boolean apply(SetPoint setPoint, String kind, String text, Map<String, String> detail) {
        return pending.apply(setPoint, kind, text, detail);
    }

    /** Returns the last set point of a room; of earlier runs of the agent as well, once the file is open. */
    public Optional<SetPoint> setPoint(String room) {
        return pending.setPoint(room);
    }

    /** Records that the clock was learned. In a commit, readings with monotonic stamps are written before this entry. */
    public void clockLearned(AgentClock.Learned learned) {
        pending.clockLearned(learned);
    }

    /** Corrects the file's last write time after the system clock was ahead; else the next start would trust that time. */
    public void clockWasAhead(long nowMillis) {
        BufferFile.written(committer.path(), Instant.ofEpochMilli(nowMillis));
    }

    /** Records that the cloud has durably stored these batches of this epoch. */
    public void receipted(long epoch, List<Range> durable) {
        pending.receipted(epoch, durable);
    }

    /** Records that the cloud keeps this batch as a dead letter. It is not resent automatically, and stays in the archive. */
    public void refused(long epoch, long sequence, String reason) {
        pending.refused(epoch, sequence, reason);
    }

    /** Records that the cloud keeps the catalog, so that batches need not carry it. */
    public void catalogKnown(Digest id) {
        pending.catalogKnown(id);
    }

    /** Returns whether the cloud knows the catalog. False for an earlier configuration's: sending it along is always safe. */
    public boolean isCatalogKnown(int catalogId) {
        return pending.isCatalogKnown(catalogId);
    }

    /** Adds a listener that is called with the newest sequence after each commit, outside any lock. */
    public void onCommit(LongConsumer listener) {
        committer.onCommit(listener);
    }

    /** Returns the file's epoch; empty while the file cannot be opened. */
    public Optional<Long> epoch() {
        return pending.epoch();
    }

    public long newest() {
        return pending.newest();
    }

    /** Returns why readings cannot be written; empty if they can. */
    public Optional<String> problem() {
        return pending.problem();
    }

    /**
     * Snapshot of the buffer's counts.
     *
     * @param discarded readings discarded since this agent was started
     * @param overflow batches freed unsent since this agent was started
     */
    public record State(
            long unsentBatches, long unsentBytes, long waitingReadings, long discarded, long overflow, long newest) {}

    public State state() {
        return pending.state();
    }

    /** Returns the bytes of the file that are in use. */
    public long usedBytes() {
        return pending.usedBytes();
    }

    /**
     * Returns a run of unsent batches without a gap, ascending from {@code from}, up to {@code maxBytes}; at least one if
     * any exists. Skips those {@code underWay}.
     */
    public List<StoredBatch> unsent(long from, long to, SequenceRanges underWay, int maxBytes) throws SQLException {
        Optional<Pending.Run> run = pending.run(from, to, underWay);
        if (run.isEmpty()) {
            return List.of();
        }
        Range batches = run.get().batches();
        return run.get().file().reader().batches(batches.first(), batches.last(), maxBytes);
    }

    /** Returns stored batches, unsent or not; leaves out those that were freed. */
    public List<StoredBatch> archived(long first, long last, int maxBytes) throws SQLException {
        BufferFile open = pending.file();
        return open == null ? List.of() : open.reader().batches(first, last, maxBytes);
    }

    public Optional<SensorCatalog> catalog(int catalogId) throws SQLException {
        BufferFile open = pending.file();
        return open == null ? Optional.empty() : open.reader().catalog(catalogId);
    }

    /**
     * Reads the oldest file that was set aside and is not fully sent. Takes long for a large file.
     *
     * @param but files to skip
     * @return empty if there is none
     */
    public Optional<DamagedBuffer> readSetAside(Set<Path> but) throws SQLException, IOException {
        for (Path file : SetAside.unsent(committer.path())) {
            if (!but.contains(file)) {
                return Optional.of(DamagedBuffer.read(file, site));
            }
        }
        return Optional.empty();
    }

    /**
     * Records that the cloud has all readable batches of a file that was set aside. A log entry also names what is
     * unreadable; once it is on disk, the file is not read again. A kill in between resends the file, which is idempotent. Does
     * not wait for it.
     */
    public void sentSetAside(DamagedBuffer damaged) {
        var unused = pending.logDurably(Batch.Entry.BUFFER_RECOVERED, damaged.summary(), damaged.detail())
                .thenRun(() -> {
                    try {
                        SetAside.markSent(damaged.file());
                    } catch (IOException e) {
                        LOG.warn("{} will be sent again at the next start: {}", damaged.file(), e.getMessage());
                    }
                });
    }

    /**
     * Returns the instant of the oldest unsent reading in milliseconds since 1970. Empty if none is unsent or its instant is
     * not known yet.
     */
    public Optional<Long> oldestUnsent() throws SQLException {
        long from = 1;
        while (true) {
            List<StoredBatch> next = unsent(from, Long.MAX_VALUE, new SequenceRanges(), 1);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Optional<Batch> batch =
                    decode(next.getFirst()).filter(b -> !b.columns().isEmpty());
            if (batch.isPresent()) {
                return batch.filter(b -> b.boot() == null).flatMap(ReadingBuffer::oldest);
            }
            from = next.getFirst().sequence() + 1;
        }
    }

    private static Optional<Long> oldest(Batch batch) {
        return batch.columns().stream().map(c -> c.readings().firstAt()).min(Long::compare);
    }

    private static Optional<Batch> decode(StoredBatch stored) {
        return new BatchCodec().decode(stored.payload()) instanceof Decoded.Accepted accepted
                ? Optional.of(accepted.batch())
                : Optional.empty();
    }

    /** Writes pending data, then closes the file. Callers that wait for unwritten data get an exception. */
    @Override
    public void close() throws InterruptedException {
        committer.close();
    }
}
