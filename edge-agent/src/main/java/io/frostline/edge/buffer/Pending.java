package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.WriteQueue.LogLine;
import io.frostline.edge.clock.AgentClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State of what waits for the disk, and of what on the disk waits for the cloud. One monitor, this object's, guards both, since
 * a receipt changes both at once. The file is not accessed while it is held. Lock order: {@link Committer}'s lock before this
 * monitor.
 */
final class Pending {
    private static final Logger LOG = LoggerFactory.getLogger(Pending.class);
    private static final int BATCHES_PER_COMMIT = 16;

    private final BufferConfig config;
    private final SensorCatalog catalog;
    private final AgentClock clock;

    // all below is guarded by this
    private final WriteQueue queue = new WriteQueue();
    private Backlog backlog = Backlog.none();
    private int beingWritten;
    private final Map<String, SetPoint> setPoints = new TreeMap<>();
    private boolean catalogKnown;
    private boolean closing;
    private boolean hurried;
    private @Nullable ChainWriter writer;
    private @Nullable String problem = "not opened yet";
    private long discardedTotal;
    private long overflowTotal;

    Pending(BufferConfig config, SensorCatalog catalog, AgentClock clock) {
        this.config = config;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Adds readings; waits while the queue is full. */
    synchronized void add(List<SensorReading> readings, CompletableFuture<Void> durable) throws InterruptedException {
        awaitSpace();
        enqueue(readings, durable);
        notifyAll();
    }

    /**
     * Adds readings like {@link #add}.
     *
     * @return true if a batch is full: the caller must write it now, since no other thread is notified
     */
    synchronized boolean fill(List<SensorReading> readings, CompletableFuture<Void> durable)
            throws InterruptedException {
        awaitSpace();
        enqueue(readings, durable);
        if (queue.count() >= config.batchReadings() && writer != null) {
            return true;
        }
        notifyAll();
        return false;
    }

    /** Adds readings like {@link #add}, but discards them if the queue is full. */
    synchronized boolean offer(List<SensorReading> readings) {
        if (waiting() + readings.size() > ReadingBuffer.MAX_WAITING) {
            queue.discard(readings);
            discardedTotal += readings.size();
            return false;
        }
        enqueue(readings, new CompletableFuture<>());
        notifyAll();
        return true;
    }

    private synchronized void awaitSpace() throws InterruptedException {
        while (waiting() >= ReadingBuffer.MAX_WAITING && !closing) {
            wait();
        }
    }

    private synchronized int waiting() {
        return queue.count() + beingWritten;
    }

    private synchronized void enqueue(List<SensorReading> readings, CompletableFuture<Void> durable) {
        if (closing) {
            throw new IllegalStateException("the buffer is closed");
        }
        queue.add(readings, durable);
    }

    synchronized void log(String kind, String text, Map<String, String> detail) {
        queue.add(new LogLine(clock.stamp(), kind, text, detail));
        notifyAll();
    }

    /**
     * Records an event like {@link #log}, without ever waiting.
     *
     * @return future that completes when the entry is on disk
     */
    synchronized CompletableFuture<Void> logDurably(String kind, String text, Map<String, String> detail) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        log(kind, text, detail);
        enqueue(List.of(), durable);
        return durable;
    }

    synchronized void clockLearned(AgentClock.Learned learned) {
        queue.add(LogLine.of(learned));
        notifyAll();
    }

    synchronized boolean apply(SetPoint setPoint, String kind, String text, Map<String, String> detail) {
        SetPoint before = setPoints.get(setPoint.room());
        if (before != null && !setPoint.isNewerThan(before)) {
            return false;
        }
        setPoints.put(setPoint.room(), setPoint);
        queue.add(setPoint);
        log(kind, text, detail);
        return true;
    }

    synchronized Optional<SetPoint> setPoint(String room) {
        return Optional.ofNullable(setPoints.get(room));
    }

    synchronized void receipted(long epoch, List<Range> durable) {
        if (epoch().equals(Optional.of(epoch))) {
            for (Range range : durable) {
                if (range.first() >= 1 && range.first() <= range.last() && range.last() <= backlog.newest()) {
                    queue.receipted(backlog.settle(range));
                }
            }
            notifyAll();
        }
    }

    synchronized void refused(long epoch, long sequence, String reason) {
        if (epoch().equals(Optional.of(epoch)) && sequence >= 1 && sequence <= backlog.newest()) {
            LOG.error("batch {} was refused: {}", sequence, reason);
            queue.refused(sequence, reason, backlog.settle(new Range(sequence, sequence)));
            notifyAll();
        }
    }

    synchronized void catalogKnown(Digest id) {
        if (catalog.id().equals(id) && !catalogKnown) {
            catalogKnown = true;
            queue.catalogKnown();
            notifyAll();
        }
    }

    synchronized boolean isCatalogKnown(int catalogId) {
        return writer != null && writer.catalogId() == catalogId && catalogKnown;
    }

    synchronized @Nullable BufferFile file() {
        return writer == null ? null : writer.file();
    }

    synchronized Optional<Long> epoch() {
        return Optional.ofNullable(writer).map(w -> w.file().epoch());
    }

    synchronized long newest() {
        return backlog.newest();
    }

    synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    synchronized ReadingBuffer.State state() {
        return new ReadingBuffer.State(
                backlog.batches(), backlog.bytes(), waiting(), discardedTotal, overflowTotal, backlog.newest());
    }

    synchronized long usedBytes() {
        return writer == null ? 0 : writer.usedBytes();
    }

    record Run(BufferFile file, Range batches) {}

    /** Returns the first run of unsent batches from {@code from} to {@code to} of which none is {@code underWay}. */
    synchronized Optional<Run> run(long from, long to, SequenceRanges underWay) {
        BufferFile open = file();
        return open == null ? Optional.empty() : backlog.run(from, to, underWay).map(batches -> new Run(open, batches));
    }

    synchronized void opened(OpenedBuffer opened) {
        writer = opened.writer();
        backlog = opened.backlog();
        catalogKnown = opened.catalogKnown();
        problem = null;
        setPoints.forEach((room, setPoint) -> {
            SetPoint stored = opened.setPoints().get(room);
            if (stored == null || setPoint.isNewerThan(stored)) {
                queue.add(setPoint); // the file is another, or was not open when the set point was applied
            }
        });
        opened.setPoints().forEach((room, stored) -> setPoints.merge(room, stored, SetPoint::newer));
        queue.begin(opened.writer().file().epoch(), backlog);
        // logged for every epoch that begins beside a damaged file, so that a kill between the two loses nothing
        Path setAside = opened.setAside();
        if (setAside != null) {
            queue.addFirst(new LogLine(
                    clock.stamp(),
                    Batch.Entry.BUFFER_SET_ASIDE,
                    "the buffer was damaged and was set aside; a new epoch begins",
                    Map.of("file", String.valueOf(setAside.getFileName()))));
        }
        notifyAll();
    }

    synchronized void failed(String what) {
        problem = what;
        notifyAll();
    }

    /**
     * Waits until there is data to write or a file to open.
     *
     * @return false when closing, and nothing is left that could be written
     */
    synchronized boolean awaitWork() throws InterruptedException {
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
            if (closing || hurried || queue.isUrgent() || left <= 0 || queue.count() >= config.batchReadings()) {
                return true;
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    /** Requests a commit at once. */
    synchronized void hurry() {
        hurried = true;
        notifyAll();
    }

    /** Wakes {@link #awaitWork}. */
    synchronized void signal() {
        notifyAll();
    }

    record Work(ChainWriter writer, Commit commit) {}

    /** Takes the next commit; empty if no file is open. Its readings count as waiting until committed or given back. */
    synchronized Optional<Work> take() {
        if (writer == null) {
            return Optional.empty();
        }
        Commit commit = queue.take(config.batchReadings() * BATCHES_PER_COMMIT);
        commit.sent = backlog.settled();
        beingWritten = commit.readings;
        hurried = false;
        return Optional.of(new Work(writer, commit));
    }

    synchronized void committed(Commit commit, long newestSequence) {
        problem = null;
        backlog.committed(commit, newestSequence);
        overflowTotal += commit.freed.stream().mapToLong(Range::size).sum();
        beingWritten = 0;
        notifyAll();
    }

    synchronized void giveBack(Commit commit) {
        beingWritten = 0;
        queue.giveBack(commit);
    }

    /** @return the file that was open until now, which the caller must close; null if none was */
    synchronized @Nullable BufferFile discardWriter() {
        BufferFile old = file();
        writer = null;
        return old;
    }

    /** Refuses further readings. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    synchronized boolean isClosing() {
        return closing;
    }

    synchronized void abandon(Exception why) {
        queue.abandon(why);
    }
}
