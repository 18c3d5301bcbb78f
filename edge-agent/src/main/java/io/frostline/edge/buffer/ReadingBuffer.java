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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps readings on disk until the cloud has them. What {@link #append} was called with is durable (fsync) when it
 * returns. Readings leave the unsent part only by {@link #receipted}, by {@link #refused}, or, when the file is full, as
 * an overflow that the next batch records.
 *
 * <p>Readings of all callers are written together: one commit for what has come within the commit interval, or sooner if
 * there is a batch full; the caller whose readings fill it writes it. While the disk can't be written, readings wait in
 * memory, up to {@link #MOST_WAITING}; then {@link #append} waits and {@link #offer} discards, and a log entry will say
 * what. Safe for use by several threads: {@link Pending} holds what they share, {@link Committer} writes it.
 */
public final class ReadingBuffer implements AutoCloseable {
    /** Readings that wait for the disk at most. */
    public static final int MOST_WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingBuffer.class);

    private final String site;
    private final Pending pending;
    private final Committer committer;

    /** Told of each commit, outside of any lock. */
    public interface Listener {
        void committed(long newestSequence);
    }

    private ReadingBuffer(String site, Pending pending, Committer committer) {
        this.site = site;
        this.pending = pending;
        this.committer = committer;
    }

    /**
     * Opens the file, or makes it. Where that can't be done now - a read-only or full disk, a locked file - the buffer
     * says so in {@link #problem} and goes on trying.
     */
    public static ReadingBuffer open(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock) {
        Pending pending = new Pending(config, catalog, clock);
        Committer committer = new Committer(config, site, catalog, clock, pending);
        committer.start();
        return new ReadingBuffer(site, pending, committer);
    }

    /** When the system clock last saw the file written; 1970 where there is none. */
    public static Instant lastWrite(Path file) {
        return BufferFile.lastWrite(file);
    }

    // ------------------------------------------------------------------------------------ what comes in

    /** Returns when all of the readings are on disk, together with whatever else was to be written. */
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

    /** Takes the readings into the next commit; completes when they are on disk. Waits while too many wait already. */
    public CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        pending.add(readings, durable);
        return durable;
    }

    /** Takes the readings into the next commit, or discards them if too many wait already. */
    public boolean offer(List<SensorReading> readings) {
        return pending.offer(readings);
    }

    /** Writes what waits at once, and not only after the commit interval. Does not wait for it. */
    public void hurry() {
        pending.hurry();
    }

    /** Records what happened, in order with the readings, with the next commit. */
    public void log(String kind, String text, Map<String, String> detail) {
        pending.log(kind, text, detail);
    }

    /**
     * Keeps what a room is set to from now on, unless it is no newer than what is kept. The entry that says so is written
     * with it, in one commit: a kill leaves both or none.
     *
     * @return whether it is newer
     */
    public boolean apply(SetPoint setPoint, String kind, String text, Map<String, String> detail) {
        return pending.apply(setPoint, kind, text, detail);
    }

    /** What a room was last set to; of earlier runs of the agent as well, once the file is open. */
    public Optional<SetPoint> setPoint(String room) {
        return pending.setPoint(room);
    }

    /** The clock was learned: what is still stamped with the monotonic clock is written before the entry that says so. */
    public void clockLearned(AgentClock.Learned learned) {
        pending.clockLearned(learned);
    }

    /** The clock by which the file was written was ahead: when it was is said anew, else the next start would believe it. */
    public void clockWasAhead(long nowMillis) {
        BufferFile.written(committer.path(), Instant.ofEpochMilli(nowMillis));
    }

    // ----------------------------------------------------------------------------- what the cloud says of it

    /** The cloud has these batches of this epoch for good. */
    public void receipted(long epoch, List<Range> durable) {
        pending.receipted(epoch, durable);
    }

    /** The cloud keeps this batch as a dead letter: it is not sent again by itself, and stays in the archive. */
    public void refused(long epoch, long sequence, String reason) {
        pending.refused(epoch, sequence, reason);
    }

    /** The cloud keeps the catalog: batches need not bring it along. */
    public void catalogKnown(Digest id) {
        pending.catalogKnown(id);
    }

    /** A catalog of an earlier configuration counts as not known: it is sent along, which is never wrong. */
    public boolean isCatalogKnown(int catalogId) {
        return pending.isCatalogKnown(catalogId);
    }

    // ------------------------------------------------------------------------------------ how it stands

    public void onCommit(Listener listener) {
        committer.onCommit(listener);
    }

    /** Empty while the file can't be opened. */
    public Optional<Long> epoch() {
        return pending.epoch();
    }

    public long newest() {
        return pending.newest();
    }

    /** What keeps readings from being written, if anything does. */
    public Optional<String> problem() {
        return pending.problem();
    }

    /** @param overflow batches that went unsent; since this agent was started, like {@code discarded} readings */
    public record State(
            long unsentBatches, long unsentBytes, long waitingReadings, long discarded, long overflow, long newest) {}

    public State state() {
        return pending.state();
    }

    /** Bytes of the file that are in use. */
    public long usedBytes() {
        return pending.usedBytes();
    }

    // ------------------------------------------------------------------------------------ what is on disk

    /**
     * Unsent batches, ascending from {@code from}, skipping those {@code under way}: a run without a hole, until it comes
     * to {@code maxBytes}.
     */
    public List<StoredBatch> unsent(long from, long to, SequenceRanges underWay, int maxBytes) throws SQLException {
        Optional<Pending.Run> run = pending.run(from, to, underWay);
        if (run.isEmpty()) {
            return List.of();
        }
        Range batches = run.get().batches();
        return run.get().file().reader().batches(batches.first(), batches.last(), maxBytes);
    }

    /** Batches as they are, unsent or not; those that were freed are left out. */
    public List<StoredBatch> archived(long first, long last, int maxBytes) throws SQLException {
        BufferFile open = pending.file();
        return open == null ? List.of() : open.reader().batches(first, last, maxBytes);
    }

    public Optional<SensorCatalog> catalog(int catalogId) throws SQLException {
        BufferFile open = pending.file();
        return open == null ? Optional.empty() : open.reader().catalog(catalogId);
    }

    /**
     * Reads the oldest of the files that were set aside of which not all has been sent, which takes long where it is large.
     *
     * @param but those that are not to be read
     * @return empty: there is none
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
     * The cloud has all that can be read of a file that was set aside. An entry says so and what can't be read; once that is on
     * disk the file is read no more. A kill in between sends it again, which changes nothing. Does not wait for it.
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
     * The instant of the oldest unsent reading, milliseconds since 1970; empty where none is unsent, or its instant is not
     * known yet.
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
                return batch.filter(b -> b.boot().isEmpty()).flatMap(ReadingBuffer::oldest);
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

    /** Writes what waits, then closes the file. What could not be written is reported to those who wait for it. */
    @Override
    public void close() throws InterruptedException {
        committer.close();
    }
}
