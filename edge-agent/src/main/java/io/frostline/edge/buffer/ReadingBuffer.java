package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.WriteQueue.LogLine;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
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
 * what. Safe for use by several threads.
 */
public final class ReadingBuffer implements AutoCloseable {
    /** Readings that wait for the disk at most. */
    public static final int MOST_WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingBuffer.class);
    private static final int BATCHES_A_COMMIT = 16;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BufferConfig config;
    private final String site;
    private final SensorCatalog catalog;
    private final AgentClock clock;
    private final Thread thread;
    /** Held by whoever writes the file; taken before the monitor. */
    private final ReentrantLock writing = new ReentrantLock();

    // all below is guarded by this
    private final WriteQueue queue = new WriteQueue();
    private final List<Listener> listeners = new ArrayList<>();
    private Backlog backlog = Backlog.none();
    private int beingWritten;
    private boolean catalogKnown;
    private boolean closing;
    private @Nullable ChainWriter writer;
    private @Nullable String problem = "not opened yet";
    private long discardedTotal;
    private long overflowTotal;

    /** Told of each commit, outside of any lock. */
    public interface Listener {
        void committed(long newestSequence);
    }

    private ReadingBuffer(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock) {
        this.config = config;
        this.site = site;
        this.catalog = catalog;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("buffer").unstarted(this::run);
    }

    /**
     * Opens the file, or makes it. Where that can't be done now - a read-only or full disk, a locked file - the buffer
     * says so in {@link #problem} and goes on trying.
     */
    public static ReadingBuffer open(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock) {
        ReadingBuffer buffer = new ReadingBuffer(config, site, catalog, clock);
        buffer.tryOpen();
        buffer.thread.start();
        return buffer;
    }

    /** When the system clock last saw the file written; 1970 where there is none. */
    public static Instant lastWrite(Path file) {
        return BufferFile.lastWrite(file);
    }

    /** Returns when all of the readings are on disk, together with whatever else was to be written. */
    public void append(List<SensorReading> readings) throws InterruptedException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        boolean full;
        synchronized (this) {
            awaitSpace();
            enqueue(readings, durable);
            full = queue.count() >= config.batchReadings() && writer != null;
            if (!full) {
                notifyAll();
            }
        }
        if (full) {
            commitHere();
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
        synchronized (this) {
            awaitSpace();
            enqueue(readings, durable);
            notifyAll();
        }
        return durable;
    }

    private synchronized void awaitSpace() throws InterruptedException {
        while (waiting() >= MOST_WAITING && !closing) {
            wait();
        }
    }

    private synchronized int waiting() {
        return queue.count() + beingWritten;
    }

    /** Takes the readings into the next commit, or discards them if too many wait already. */
    public synchronized boolean offer(List<SensorReading> readings) {
        if (waiting() + readings.size() > MOST_WAITING) {
            queue.discard(readings);
            discardedTotal += readings.size();
            return false;
        }
        enqueue(readings, new CompletableFuture<>());
        notifyAll();
        return true;
    }

    private synchronized void enqueue(List<SensorReading> readings, CompletableFuture<Void> durable) {
        if (closing) {
            throw new IllegalStateException("the buffer is closed");
        }
        queue.add(readings, durable);
    }

    /** Records what happened, in order with the readings, with the next commit. */
    public synchronized void log(String kind, String text, Map<String, String> detail) {
        queue.add(new LogLine(clock.stamp(), kind, text, detail));
        notifyAll();
    }

    /** The clock was learned: what is still stamped with the monotonic clock is written before the entry that says so. */
    public synchronized void clockLearned(AgentClock.Learned learned) {
        queue.add(new LogLine(
                new Stamp(learned.utcMillis(), true),
                Batch.Entry.CLOCK_LEARNED,
                "time learned from " + learned.from(),
                Map.of(
                        "boot", Long.toHexString(learned.boot()),
                        "monotonic", Long.toString(learned.monotonicMillis()),
                        "utc", Long.toString(learned.utcMillis()))));
        notifyAll();
    }

    /** The cloud has these batches of this epoch for good. */
    public synchronized void receipted(long epoch, List<Range> durable) {
        if (epoch().equals(Optional.of(epoch))) {
            for (Range range : durable) {
                if (range.first() >= 1 && range.first() <= range.last() && range.last() <= backlog.newest()) {
                    queue.receipted(backlog.settle(range));
                }
            }
            notifyAll();
        }
    }

    /** The cloud keeps this batch as a dead letter: it is not sent again by itself, and stays in the archive. */
    public synchronized void refused(long epoch, long sequence, String reason) {
        if (epoch().equals(Optional.of(epoch)) && sequence >= 1 && sequence <= backlog.newest()) {
            LOG.error("batch {} was refused: {}", sequence, reason);
            queue.refused(sequence, reason, backlog.settle(new Range(sequence, sequence)));
            notifyAll();
        }
    }

    /** The cloud keeps the catalog: batches need not bring it along. */
    public synchronized void catalogKnown(Digest id) {
        if (catalog.id().equals(id) && !catalogKnown) {
            catalogKnown = true;
            queue.catalogKnown();
            notifyAll();
        }
    }

    public synchronized boolean isCatalogKnown(int catalogId) {
        // one of an earlier configuration is sent along, which is never wrong
        return writer != null && writer.catalogId() == catalogId && catalogKnown;
    }

    public Optional<SensorCatalog> catalog(int catalogId) throws SQLException {
        BufferFile open = file();
        return open == null ? Optional.empty() : open.reader().catalog(catalogId);
    }

    public synchronized void onCommit(Listener listener) {
        listeners.add(listener);
    }

    private synchronized @Nullable BufferFile file() {
        return writer == null ? null : writer.file();
    }

    /** Empty while the file can't be opened. */
    public synchronized Optional<Long> epoch() {
        return Optional.ofNullable(writer).map(w -> w.file().epoch());
    }

    public synchronized long newest() {
        return backlog.newest();
    }

    /** What keeps readings from being written, if anything does. */
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** @param overflow batches that went unsent; since this agent was started, like {@code discarded} readings */
    public record State(
            long unsentBatches, long unsentBytes, long waitingReadings, long discarded, long overflow, long newest) {}

    public synchronized State state() {
        return new State(
                backlog.batches(), backlog.bytes(), waiting(), discardedTotal, overflowTotal, backlog.newest());
    }

    /** Bytes of the file that are in use. */
    public synchronized long usedBytes() {
        return writer == null ? 0 : writer.usedBytes();
    }

    /**
     * Unsent batches, ascending from {@code from}, skipping those {@code under way}: a run without a hole, until it comes
     * to {@code maxBytes}.
     */
    public List<StoredBatch> unsent(long from, long to, SequenceRanges underWay, int maxBytes) throws SQLException {
        BufferFile open;
        Optional<Range> run;
        synchronized (this) {
            open = file();
            run = backlog.run(from, to, underWay);
        }
        return open == null || run.isEmpty()
                ? List.of()
                : open.reader().batches(run.get().first(), run.get().last(), maxBytes);
    }

    /** Batches as they are, unsent or not; those that were freed are left out. */
    public List<StoredBatch> archived(long first, long last, int maxBytes) throws SQLException {
        BufferFile open = file();
        return open == null ? List.of() : open.reader().batches(first, last, maxBytes);
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

    // ------------------------------------------------------------------------------------------ opening

    private void tryOpen() {
        writing.lock();
        try {
            begin(OpenedBuffer.open(config, site, catalog, clock));
        } catch (SQLException | IOException | BufferFile.Damaged e) {
            failed("can't open " + config.file(), e);
        } finally {
            writing.unlock();
        }
    }

    private synchronized void begin(OpenedBuffer opened) {
        writer = opened.writer();
        backlog = opened.backlog();
        catalogKnown = opened.catalogKnown();
        problem = null;
        queue.begin(opened.writer().file().epoch(), backlog);
        // said of every epoch that begins beside a damaged file, so that a kill between the two loses nothing
        opened.setAside()
                .ifPresent(file -> queue.addFirst(new LogLine(
                        clock.stamp(),
                        Batch.Entry.BUFFER_SET_ASIDE,
                        "the buffer was damaged and was set aside; a new epoch begins",
                        Map.of("file", String.valueOf(file.getFileName())))));
        notifyAll();
    }

    private synchronized void failed(String what, Exception e) {
        LOG.error("{}: {}; trying again", what, e.getMessage());
        problem = what + ": " + e.getMessage();
        notifyAll();
    }

    // ------------------------------------------------------------------------------------------ writing

    private void run() {
        try {
            while (awaitWork()) {
                if (file() == null) {
                    tryOpen();
                }
                if (file() == null || !commit()) {
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when closing, and nothing is left that could be written */
    private synchronized boolean awaitWork() throws InterruptedException {
        while (true) {
            if (writer == null) {
                return !closing;
            }
            if (queue.isEmpty()) {
                if (closing) {
                    return false;
                }
                wait();
                continue;
            }
            long left = config.commit().toNanos() - queue.age();
            if (closing || queue.isUrgent() || left <= 0 || queue.count() >= config.batchReadings()) {
                return true;
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    private void pause() throws InterruptedException {
        synchronized (this) {
            if (closing) {
                return;
            }
        }
        Thread.sleep(RETRY);
    }

    /** Spares two changes of thread; where somebody else is writing, the buffer's thread goes on from there. */
    private void commitHere() {
        boolean done = writing.tryLock() && commitAndUnlock();
        if (!done) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private boolean commit() {
        writing.lock();
        return commitAndUnlock();
    }

    /** Writes what waits, and tells of it once the lock is given back. @return false if it failed */
    private boolean commitAndUnlock() {
        Commit commit;
        try {
            commit = writeNext();
        } finally {
            writing.unlock();
        }
        if (commit == null) {
            return false;
        }
        tell(commit);
        return true;
    }

    private @Nullable Commit writeNext() {
        Commit commit;
        ChainWriter chain;
        synchronized (this) {
            chain = writer;
            if (chain == null) {
                return null;
            }
            commit = queue.take(config.batchReadings() * BATCHES_A_COMMIT);
            commit.sent = backlog.settled();
            beingWritten = commit.readings;
        }
        if (commit.isEmpty()) {
            return commit;
        }
        try {
            chain.write(commit);
        } catch (SQLException | RuntimeException e) {
            giveBack(commit);
            failed("can't write " + config.file(), e);
            discardWriter();
            return null;
        }
        synchronized (this) {
            problem = null;
            backlog.committed(commit, chain.newest());
            overflowTotal += commit.freed.stream().mapToLong(Range::size).sum();
            beingWritten = 0;
            notifyAll();
        }
        return commit;
    }

    private synchronized void giveBack(Commit commit) {
        beingWritten = 0;
        queue.giveBack(commit);
    }

    private void tell(Commit commit) {
        commit.taken.forEach(taken -> taken.durable().complete(null));
        List<Listener> told;
        long sequence;
        synchronized (this) {
            told = List.copyOf(listeners);
            sequence = backlog.newest();
        }
        told.forEach(listener -> listener.committed(sequence));
    }

    /** A connection that failed to write may be of no more use: the next attempt opens the file anew. */
    private void discardWriter() {
        BufferFile old;
        synchronized (this) {
            old = file();
            writer = null;
        }
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.warn("closing {}: {}", config.file(), e.getMessage());
            }
        }
    }

    /** Writes what waits, then closes the file. What could not be written is reported to those who wait for it. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        thread.join(Duration.ofSeconds(10));
        synchronized (this) {
            queue.abandon(new IllegalStateException("closed"));
        }
        writing.lock();
        try {
            discardWriter();
        } finally {
            writing.unlock();
        }
    }
}
