package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of pending data, one commit at a time. It runs on its own thread, or on that of a caller who has filled a batch. A
 * file that cannot be opened or written is reopened until it can.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_COMMITS = Duration.ofSeconds(10);

    private final BufferConfig config;
    private final String site;
    private final SensorCatalog catalog;
    private final AgentClock clock;
    private final Pending pending;
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    /** Lock held to open, write or close the file. Lock order: this lock before the monitor of {@link Pending}. */
    private final ReentrantLock writing = new ReentrantLock();

    Committer(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock, Pending pending) {
        this.config = config;
        this.site = site;
        this.catalog = catalog;
        this.clock = clock;
        this.pending = pending;
        this.thread = Thread.ofPlatform().name("buffer").unstarted(this::run);
    }

    /** Tries once to open the file, then starts the thread. */
    void start() {
        tryOpen();
        thread.start();
    }

    Path path() {
        return config.file();
    }

    void onCommit(LongConsumer listener) {
        listeners.add(listener);
    }

    private void tryOpen() {
        writing.lock();
        try {
            pending.opened(OpenedBuffer.open(config, site, catalog, clock));
        } catch (SQLException | IOException | BufferFile.Damaged e) {
            failed("can't open " + config.file(), e);
        } finally {
            writing.unlock();
        }
    }

    private void failed(String what, Exception e) {
        LOG.error("{}: {}; trying again", what, e.getMessage());
        pending.failed(what + ": " + e.getMessage());
    }

    private void run() {
        try {
            while (pending.awaitWork()) {
                if (pending.file() == null) {
                    tryOpen();
                }
                if ((pending.file() == null || !commit()) && !pending.isClosing()) {
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean commit() {
        writing.lock();
        return commitAndUnlock();
    }

    /** Commits on the caller's thread, which saves two thread switches. If that is not possible, wakes the buffer's thread. */
    void commitHere() {
        boolean done = writing.tryLock() && commitAndUnlock();
        if (!done) {
            pending.signal();
        }
    }

    /**
     * Writes pending data, and notifies listeners once the lock is released.
     *
     * @return false if the commit failed or no file is open
     */
    private boolean commitAndUnlock() {
        Optional<Commit> commit;
        try {
            commit = pending.take().flatMap(this::write);
        } finally {
            writing.unlock();
        }
        commit.ifPresent(this::tell);
        return commit.isPresent();
    }

    private Optional<Commit> write(Pending.Work work) {
        Commit commit = work.commit();
        if (commit.isEmpty()) {
            return Optional.of(commit);
        }
        try {
            work.writer().write(commit);
        } catch (SQLException | RuntimeException e) {
            pending.giveBack(commit);
            failed("can't write " + config.file(), e);
            if (!(e instanceof LogRoom.HeldUp)) {
                discardWriter();
            }
            return Optional.empty();
        }
        pending.committed(commit, work.writer().newest());
        return Optional.of(commit);
    }

    private void tell(Commit commit) {
        commit.taken.forEach(taken -> taken.durable().complete(null));
        long newest = pending.newest();
        listeners.forEach(listener -> listener.accept(newest));
    }

    /** Closes the file: a connection that failed to write may be unusable, so the next attempt reopens the file. */
    private void discardWriter() {
        BufferFile old = pending.discardWriter();
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.warn("closing {}: {}", config.file(), e.getMessage());
            }
        }
    }

    /** Writes pending data, then closes the file. */
    void close() throws InterruptedException {
        pending.close();
        thread.join(LAST_COMMITS);
        pending.abandon(new IllegalStateException("closed"));
        writing.lock();
        try {
            discardWriter();
        } finally {
            writing.unlock();
        }
    }
}
