package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps readings on disk until the cloud has them. What {@link #append} was called with is durable (fsync) when it
 * returns. Readings leave the unsent part only by {@link #receipted}, by {@link #refused}, or, when the file is full, as
 * an overflow that the next batch records.
 *
 * <p>Readings of all callers are written together: one commit for what has come within the commit interval, or sooner if
 * there is a batch full. While the disk can't be written, readings wait in memory, up to {@link #MOST_WAITING}; then
 * {@link #append} waits and {@link #offer} discards, and a log entry will say what. Safe for use by several threads.
 */
public final class ReadingBuffer implements AutoCloseable {
    /** Readings that wait for the disk at most. */
    public static final int MOST_WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingBuffer.class);
    private static final int BATCHES_A_COMMIT = 16;
    private static final int FREE_AT_ONCE = 256 << 10;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BufferConfig config;
    private final String site;
    private final SensorCatalog catalog;
    private final AgentClock clock;
    private final Thread thread;

    // all below is guarded by this
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<LogLine> log = new ArrayList<>();
    private final List<SequenceRanges.Range> receipts = new ArrayList<>();
    private final Map<Long, String> refusals = new java.util.TreeMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private SequenceRanges settled = new SequenceRanges();
    private int waitingReadings;
    private long waitingSince;
    private boolean catalogKnown;
    private boolean markKnown;
    private boolean closing;
    private @Nullable BufferFile file;
    private @Nullable String problem = "not opened yet";
    private @Nullable Discarded discarded;
    private long newest;
    private long discardedTotal;
    private long overflowTotal;
    private long usedBytes;

    private @Nullable BatchAssembler assembler;

    /** Told of each commit, outside of any lock. */
    public interface Listener {
        void committed(long newestSequence);
    }

    private record Waiting(List<SensorReading> readings, CompletableFuture<Void> durable) {}

    private record LogLine(Stamp at, String kind, String text, Map<String, String> detail) {}

    private record Discarded(Stamp first, long readings) {}

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

    /** Returns when all of the readings are on disk, together with whatever else was to be written. */
    public void append(List<SensorReading> readings) throws InterruptedException {
        try {
            submit(readings).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the buffer was closed before the readings were on disk", e.getCause());
        }
    }

    /** Takes the readings into the next commit; completes when they are on disk. Waits while too many wait already. */
    public CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        synchronized (this) {
            while (waitingReadings >= MOST_WAITING && !closing) {
                wait();
            }
            enqueue(readings, durable);
        }
        return durable;
    }

    /** Takes the readings into the next commit, or discards them if too many wait already. */
    public synchronized boolean offer(List<SensorReading> readings) {
        if (waitingReadings + readings.size() > MOST_WAITING) {
            Discarded before = discarded;
            discarded = new Discarded(
                    before == null ? readings.getFirst().at() : before.first,
                    (before == null ? 0 : before.readings) + readings.size());
            discardedTotal += readings.size();
            return false;
        }
        enqueue(readings, new CompletableFuture<>());
        return true;
    }

    private synchronized void enqueue(List<SensorReading> readings, CompletableFuture<Void> durable) {
        if (closing) {
            throw new IllegalStateException("the buffer is closed");
        }
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        waiting.add(new Waiting(readings, durable));
        waitingReadings += readings.size();
        notifyAll();
    }

    /** Records what happened, in order with the readings, with the next commit. */
    public synchronized void log(String kind, String text, Map<String, String> detail) {
        log.add(new LogLine(clock.stamp(), kind, text, detail));
        notifyAll();
    }

    /** The clock was learned: what is still stamped with the monotonic clock is written before the entry that says so. */
    public synchronized void clockLearned(AgentClock.Learned learned) {
        log.add(new LogLine(
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
    public synchronized void receipted(long epoch, List<SequenceRanges.Range> durable) {
        if (file != null && file.epoch() == epoch) {
            for (SequenceRanges.Range range : durable) {
                if (range.first() >= 1 && range.first() <= range.last() && range.last() <= newest) {
                    receipts.add(settled.add(range.first(), range.last()));
                }
            }
            notifyAll();
        }
    }

    /** The cloud keeps this batch as a dead letter: it is not sent again by itself, and stays in the archive. */
    public synchronized void refused(long epoch, long sequence, String reason) {
        if (file != null && file.epoch() == epoch && sequence >= 1 && sequence <= newest) {
            LOG.error("batch {} was refused: {}", sequence, reason);
            settled.add(sequence, sequence);
            refusals.put(sequence, reason);
            notifyAll();
        }
    }

    /** The cloud keeps the catalog: batches need not bring it along. */
    public synchronized void catalogKnown(Digest id) {
        if (catalog.id().equals(id) && !catalogKnown) {
            catalogKnown = true;
            markKnown = true;
            notifyAll();
        }
    }

    public synchronized boolean isCatalogKnown(int catalogId) {
        BatchAssembler current = assembler;
        if (current != null && current.catalogId() == catalogId) {
            return catalogKnown;
        }
        return false; // of an earlier configuration: it is sent along, which is never wrong
    }

    public Optional<SensorCatalog> catalog(int catalogId) throws SQLException {
        BufferFile open = file();
        if (open == null) {
            return Optional.empty();
        }
        return open.catalogs().stream()
                .filter(c -> c.id() == catalogId)
                .map(BufferFile.KnownCatalog::catalog)
                .findFirst();
    }

    public synchronized void onCommit(Listener listener) {
        listeners.add(listener);
    }

    private synchronized @Nullable BufferFile file() {
        return file;
    }

    /** Empty while the file can't be opened. */
    public synchronized Optional<Long> epoch() {
        return Optional.ofNullable(file).map(BufferFile::epoch);
    }

    public synchronized long newest() {
        return newest;
    }

    /** What keeps readings from being written, if anything does. */
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** @param overflow batches that went unsent; since this agent was started, like {@code discarded} readings */
    public record State(long unsentBatches, long waitingReadings, long discarded, long overflow, long newest) {}

    public synchronized State state() {
        return new State(newest - settled.size(), waitingReadings, discardedTotal, overflowTotal, newest);
    }

    /** Bytes of the file that are in use. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /**
     * Unsent batches, ascending from {@code from}, skipping those {@code under way}: a run without a hole, until it comes
     * to {@code maxBytes}.
     */
    public List<StoredBatch> unsent(long from, long to, SequenceRanges underWay, int maxBytes) throws SQLException {
        long first = from;
        long last;
        BufferFile open;
        synchronized (this) {
            open = file;
            long end = Math.min(to, newest);
            long before;
            do {
                before = first;
                first = underWay.firstMissing(settled.firstMissing(first));
            } while (first != before);
            if (open == null || first > end) {
                return List.of();
            }
            last = underWay.lastMissing(first, settled.lastMissing(first, end));
        }
        return open.batches(first, last, maxBytes);
    }

    /** Batches as they are, unsent or not; those that were freed are left out. */
    public List<StoredBatch> archived(long first, long last, int maxBytes) throws SQLException {
        BufferFile open = file();
        return open == null ? List.of() : open.batches(first, last, maxBytes);
    }

    /** The instant of the oldest unsent reading, milliseconds since 1970; empty where nothing is unsent. */
    public Optional<Long> oldestUnsent() throws SQLException {
        return unsent(1, Long.MAX_VALUE, new SequenceRanges(), 1).stream()
                .findFirst()
                .flatMap(ReadingBuffer::decode)
                .filter(batch -> batch.boot().isEmpty())
                .flatMap(batch -> batch.columns().stream()
                        .map(c -> c.readings().firstAt())
                        .min(Long::compare));
    }

    private static Optional<Batch> decode(StoredBatch stored) {
        return new BatchCodec().decode(stored.payload()) instanceof Decoded.Accepted accepted
                ? Optional.of(accepted.batch())
                : Optional.empty();
    }

    // ------------------------------------------------------------------------------- the writing thread

    private void tryOpen() {
        try {
            String setAside = "";
            BufferFile opened;
            try {
                opened = BufferFile.open(config.file());
            } catch (BufferFile.Damaged e) {
                setAside = setAside(config.file(), String.valueOf(e.getMessage()));
                opened = BufferFile.open(config.file());
            }
            begin(opened, setAside);
        } catch (SQLException | IOException | BufferFile.Damaged e) {
            failed("can't open " + config.file(), e);
        }
    }

    private void begin(BufferFile opened, String setAside) throws SQLException {
        int[] catalogId = new int[1];
        opened.transaction(() -> catalogId[0] = opened.catalog(catalog));
        Optional<StoredBatch> last = opened.newest();
        long oldest = opened.oldest().orElse(1L);
        SequenceRanges done = opened.receipted();
        opened.refused().ranges().forEach(range -> done.add(range.first(), range.last()));
        if (oldest > 1) {
            done.add(1, oldest - 1); // freed long ago
        }
        boolean known = opened.catalogs().stream().anyMatch(c -> c.id() == catalogId[0] && c.known());
        long used = opened.usedBytes();
        opened.endRead();
        synchronized (this) {
            file = opened;
            settled = done;
            usedBytes = used;
            newest = last.map(StoredBatch::sequence).orElse(0L);
            catalogKnown = known;
            problem = null;
            assembler = new BatchAssembler(
                    site,
                    opened.epoch(),
                    catalog.id(),
                    catalogId[0],
                    catalog.sensors().size(),
                    clock.boot(),
                    newest,
                    last.map(BufferFile::digest).orElse(Digest.NONE));
            if (!setAside.isEmpty()) {
                log.addFirst(new LogLine(
                        clock.stamp(),
                        Batch.Entry.BUFFER_SET_ASIDE,
                        "the buffer was damaged and was set aside; a new epoch begins",
                        Map.of("file", setAside)));
            }
        }
    }

    private String setAside(Path damaged, String why) throws IOException {
        String name = damaged.getFileName() + ".damaged-" + clock.utcMillis();
        LOG.error("{} is damaged ({}); setting it aside as {}", damaged, why, name);
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path part = damaged.resolveSibling(damaged.getFileName() + suffix);
            if (Files.exists(part)) {
                Files.move(part, damaged.resolveSibling(name + suffix));
            }
        }
        return name;
    }

    private void failed(String what, Exception e) {
        LOG.error("{}: {}; trying again", what, e.getMessage());
        synchronized (this) {
            problem = what + ": " + e.getMessage();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                if (file() == null) {
                    tryOpen();
                }
                if (file() == null || !commitOnce()) {
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
            boolean urgent = !refusals.isEmpty() || markKnown || closing;
            if (file == null || problem != null) {
                return !closing;
            }
            boolean idle = waiting.isEmpty() && log.isEmpty() && receipts.isEmpty();
            if (idle && !urgent) {
                wait();
                waitingSince = System.nanoTime();
                continue;
            }
            if (closing && waiting.isEmpty() && log.isEmpty() && receipts.isEmpty() && refusals.isEmpty()) {
                return false;
            }
            long left = config.commit().toNanos() - (System.nanoTime() - waitingSince);
            if (urgent || !log.isEmpty() || left <= 0 || waitingReadings >= config.batchReadings()) {
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

    /** Everything that one commit makes durable. */
    private static final class Commit {
        private final List<Waiting> taken = new ArrayList<>();
        private final List<LogLine> log = new ArrayList<>();
        private final List<SequenceRanges.Range> receipts = new ArrayList<>();
        private final Map<Long, String> refusals = new java.util.TreeMap<>();
        private final List<SequenceRanges.Range> freed = new ArrayList<>();
        private @Nullable Discarded discarded;
        private boolean markKnown;
        private int readings;
        private long overflow;
        private long usedBytes;
    }

    private boolean commitOnce() throws InterruptedException {
        Commit commit = take();
        BufferFile open = file();
        BatchAssembler chain = assembler;
        if (open == null || chain == null) {
            return false;
        }
        BatchAssembler.Head head = chain.head();
        try {
            open.transaction(() -> write(open, chain, commit));
        } catch (SQLException e) {
            chain.reset(head);
            giveBack(commit);
            failed("can't write " + config.file(), e);
            reopen();
            return false;
        }
        List<Listener> told;
        long sequence = chain.head().sequence();
        synchronized (this) {
            problem = null;
            newest = sequence;
            usedBytes = commit.usedBytes;
            overflowTotal += commit.overflow;
            commit.freed.forEach(range -> settled.add(range.first(), range.last()));
            waitingReadings -= commit.readings;
            waitingSince = System.nanoTime();
            told = List.copyOf(listeners);
            notifyAll();
        }
        commit.taken.forEach(taken -> taken.durable.complete(null));
        told.forEach(listener -> listener.committed(sequence));
        return true;
    }

    private synchronized Commit take() {
        Commit commit = new Commit();
        int most = config.batchReadings() * BATCHES_A_COMMIT;
        while (!waiting.isEmpty()
                && (commit.readings == 0
                        || commit.readings + waiting.getFirst().readings.size() <= most)) {
            Waiting next = waiting.removeFirst();
            commit.taken.add(next);
            commit.readings += next.readings.size();
        }
        commit.log.addAll(log);
        log.clear();
        commit.receipts.addAll(receipts);
        receipts.clear();
        commit.refusals.putAll(refusals);
        refusals.clear();
        commit.discarded = discarded;
        discarded = null;
        commit.markKnown = markKnown;
        markKnown = false;
        return commit;
    }

    private synchronized void giveBack(Commit commit) {
        commit.taken.reversed().forEach(waiting::addFirst);
        log.addAll(0, commit.log);
        receipts.addAll(0, commit.receipts);
        commit.refusals.forEach(refusals::putIfAbsent);
        markKnown |= commit.markKnown;
        Discarded before = commit.discarded;
        if (before != null) {
            Discarded since = discarded;
            discarded = new Discarded(before.first, before.readings + (since == null ? 0 : since.readings));
        }
    }

    /** A connection that failed to write may be of no more use: the next attempt opens the file anew. */
    private void reopen() {
        BufferFile old;
        synchronized (this) {
            old = file;
            file = null;
        }
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.warn("closing {}: {}", config.file(), e.getMessage());
            }
        }
    }

    private void write(BufferFile open, BatchAssembler chain, Commit commit) throws SQLException {
        for (SequenceRanges.Range range : commit.receipts) {
            open.addReceipted(range);
        }
        for (Map.Entry<Long, String> refusal : commit.refusals.entrySet()) {
            open.addRefused(refusal.getKey(), refusal.getValue());
        }
        if (commit.markKnown) {
            open.markKnown(catalog.encoded());
        }
        if (commit.discarded != null) {
            commit.log.add(discardedLine(commit.discarded));
        }
        List<Batch.Overflow> overflow = makeRoom(open, commit);
        writeBatches(open, chain, commit, overflow);
        commit.usedBytes = open.usedBytes();
    }

    private LogLine discardedLine(Discarded lost) {
        return new LogLine(
                clock.stamp(),
                Batch.Entry.READINGS_DISCARDED,
                lost.readings + " readings were discarded: the buffer could not be written",
                Map.of("from", Long.toString(lost.first.millis()), "readings", Long.toString(lost.readings)));
    }

    /** Readings of before and after the clock was learned stand in batches of their own. */
    private void writeBatches(BufferFile open, BatchAssembler chain, Commit commit, List<Batch.Overflow> overflow)
            throws SQLException {
        List<SensorReading> all = new ArrayList<>(commit.readings);
        commit.taken.forEach(taken -> all.addAll(taken.readings));
        int size = Math.max(1, Math.ceilDiv(all.size(), Math.max(1, Math.ceilDiv(all.size(), config.batchReadings()))));
        List<LogLine> lines = new ArrayList<>(commit.log);
        List<Batch.Overflow> records = overflow;
        int from = 0;
        while (from < all.size() || !lines.isEmpty() || !records.isEmpty()) {
            boolean synchronised = from < all.size()
                    ? all.get(from).at().synchronised()
                    : lines.isEmpty() || lines.getFirst().at.synchronised();
            int to = from;
            while (to < all.size() && to - from < size && all.get(to).at().synchronised() == synchronised) {
                to++;
            }
            List<Batch.Entry> entries = new ArrayList<>();
            lines.removeIf(line -> line.at.synchronised() == synchronised
                    && entries.add(new Batch.Entry(line.at.millis(), line.kind, line.text, line.detail)));
            open.insert(chain.next(all.subList(from, to), synchronised, entries, records));
            records = List.of();
            from = to;
        }
    }

    /** Frees receipted batches, oldest first, and only then unsent ones; says which of those went. */
    private List<Batch.Overflow> makeRoom(BufferFile open, Commit commit) throws SQLException {
        long excess = usedBytes() + 100L * commit.readings - config.maxBytes(); // as the last commit left it
        if (excess <= 0) {
            return List.of();
        }
        List<Batch.Overflow> overflow = new ArrayList<>();
        SequenceRanges sent = new SequenceRanges();
        synchronized (this) {
            settled.ranges().forEach(range -> sent.add(range.first(), range.last()));
        }
        long head = newest();
        long toFree = excess + FREE_AT_ONCE;
        toFree -= freeSent(open, sent, head, toFree);
        if (toFree > FREE_AT_ONCE) {
            freeUnsent(open, sent, head, toFree, overflow, commit);
        }
        return overflow;
    }

    private static long freeSent(BufferFile open, SequenceRanges sent, long head, long toFree) throws SQLException {
        long freed = 0;
        for (SequenceRanges.Range range : sent.ranges()) {
            long last = Math.min(range.last(), head - 1);
            List<StoredBatch> victims;
            long from = range.first();
            while (freed < toFree && from <= last) {
                victims = open.batchesInTransaction(from, last, FREE_AT_ONCE);
                if (victims.isEmpty()) {
                    break;
                }
                open.delete(from, victims.getLast().sequence());
                from = victims.getLast().sequence() + 1;
                freed += bytes(victims);
            }
        }
        return freed;
    }

    private static void freeUnsent(
            BufferFile open, SequenceRanges sent, long head, long toFree, List<Batch.Overflow> overflow, Commit commit)
            throws SQLException {
        long left = toFree;
        long from = sent.firstMissing(1);
        while (left > 0 && from < head) {
            long last = sent.lastMissing(from, head - 1);
            List<StoredBatch> victims = open.batchesInTransaction(from, last, (int) Math.min(left, FREE_AT_ONCE));
            if (victims.isEmpty()) {
                return;
            }
            long to = victims.getLast().sequence();
            open.delete(from, to);
            left -= bytes(victims);
            Batch.Overflow gone = record(from, to, victims);
            if (!overflow.isEmpty() && overflow.getLast().last() + 1 == from) {
                gone = joined(overflow.removeLast(), gone);
            }
            overflow.add(gone);
            commit.freed.add(new SequenceRanges.Range(from, to));
            commit.overflow += victims.size();
            from = sent.firstMissing(to + 1);
        }
    }

    private static Batch.Overflow joined(Batch.Overflow a, Batch.Overflow b) {
        return new Batch.Overflow(
                a.first(),
                b.last(),
                a.readings() + b.readings(),
                Math.min(a.fromMillis(), b.fromMillis()),
                Math.max(a.toMillis(), b.toMillis()),
                b.lastDigest());
    }

    private static long bytes(List<StoredBatch> batches) {
        return batches.stream().mapToLong(b -> b.payload().length + 8L).sum();
    }

    private static Batch.Overflow record(long first, long last, List<StoredBatch> gone) {
        long readings = 0;
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (StoredBatch stored : gone) {
            Optional<Batch> batch = decode(stored);
            if (batch.isPresent()) {
                readings += batch.get().readingCount();
                for (ColumnCodec.Column column : batch.get().columns()) {
                    from = Math.min(from, column.readings().firstAt());
                    to = Math.max(to, column.readings().lastAt());
                }
            }
        }
        return new Batch.Overflow(
                first,
                last,
                readings,
                readings == 0 ? 0 : from,
                readings == 0 ? 0 : to,
                BufferFile.digest(gone.getLast()));
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
            waiting.forEach(w -> w.durable.completeExceptionally(new IllegalStateException("closed")));
        }
        reopen();
    }
}
