package io.frostline.edge.buffer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * SQLite file of one epoch. Commits are durable: WAL with synchronous=FULL. One thread at a time writes, through
 * {@link #transaction}, and uses the tables; any thread may read through {@link #reader}.
 */
final class BufferFile implements AutoCloseable {
    /** Pages that trigger a checkpoint (SQLite's default). Fewer cost more syncs; more slow the start after a kill. */
    private static final int MAX_LOG_PAGES = 1000;

    private final File log;
    private final File logIndex;
    private final Connection writer;
    private final BufferReader reader;
    private final BatchTable batches;
    private final SettledTable settled;
    private final CatalogTable catalogs;
    private final SetPointTable setPoints;
    private final PreparedStatement pageCount;
    private final PreparedStatement freeCount;
    private final long pageSize;
    private final long epoch;

    /** Damage that makes the file unusable; the caller sets the file aside. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String detail) {
            super(detail);
        }
    }

    private BufferFile(Path file, Connection writer, Connection reader) throws SQLException {
        this.log = new File(file + "-wal");
        this.logIndex = new File(file + "-shm");
        this.writer = writer;
        this.reader = new BufferReader(reader);
        this.batches = new BatchTable(writer);
        this.settled = new SettledTable(writer);
        this.catalogs = new CatalogTable(writer);
        this.setPoints = new SetPointTable(writer);
        this.pageCount = writer.prepareStatement("pragma page_count");
        this.freeCount = writer.prepareStatement("pragma freelist_count");
        this.pageSize = Statements.number(writer, "pragma page_size").orElseThrow();
        this.epoch = Statements.number(writer, "select epoch from epoch").orElseThrow();
    }

    /** Opens the file, or creates it with a new epoch. */
    static BufferFile open(Path file) throws SQLException, Damaged, IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            return prepare(file);
        } catch (SQLException e) {
            if (BufferFormat.isDamage(e)) {
                throw new Damaged(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static BufferFile prepare(Path file) throws SQLException, Damaged {
        List<Connection> connections = new ArrayList<>();
        try {
            Connection writer = BufferFormat.connect(file);
            connections.add(writer);
            BufferFormat.prepare(writer);
            Connection reader = BufferFormat.connect(file);
            connections.add(reader);
            return new BufferFile(file, writer, reader);
        } catch (SQLException | Damaged e) {
            for (Connection connection : connections) {
                connection.close();
            }
            throw e;
        }
    }

    /** Returns the last write to the file by the system clock; 1970 if there is no file. */
    static Instant lastWrite(Path file) {
        Instant last = Instant.EPOCH;
        for (String suffix : List.of("", "-wal")) {
            try {
                Instant at = Files.getLastModifiedTime(file.resolveSibling(file.getFileName() + suffix))
                        .toInstant();
                last = at.isAfter(last) ? at : last;
            } catch (IOException e) {
                // missing: it was never written
            }
        }
        return last;
    }

    /** Sets the time of the last write, after the system clock was wrong. */
    static void written(Path file, Instant at) {
        for (String suffix : List.of("", "-wal")) {
            try {
                Files.setLastModifiedTime(file.resolveSibling(file.getFileName() + suffix), FileTime.from(at));
            } catch (IOException e) {
                // missing or not changeable: the next start waits until the cloud tells the time
            }
        }
    }

    long epoch() {
        return epoch;
    }

    BatchTable batches() {
        return batches;
    }

    SettledTable settled() {
        return settled;
    }

    CatalogTable catalogs() {
        return catalogs;
    }

    SetPointTable setPoints() {
        return setPoints;
    }

    BufferReader reader() {
        return reader;
    }

    interface Work {
        void run() throws SQLException;
    }

    /** Runs the work in one transaction: all of it is durable when this returns, none of it if this throws. */
    void transaction(Work work) throws SQLException {
        try {
            work.run();
            writer.commit();
        } catch (SQLException | RuntimeException e) {
            try {
                writer.rollback();
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    /** Ends a read on the writer's connection outside {@link #transaction}. */
    void endRead() throws SQLException {
        writer.rollback();
    }

    long usedBytes() throws SQLException {
        return (single(pageCount) - single(freeCount)) * pageSize;
    }

    /**
     * Returns the bytes on disk, including the log's index, once the log is checkpointed. The file never shrinks: freed pages
     * are reused. Must be called outside a transaction.
     */
    long bytes() throws SQLException {
        try {
            return single(pageCount) * pageSize + logIndex.length();
        } finally {
            endRead();
        }
    }

    long logBytes() {
        return log.length();
    }

    /**
     * Limits the write-ahead log.
     *
     * @param writeBackAt bytes at which SQLite itself checkpoints after a commit
     * @param most bytes to which SQLite truncates a log that it restarts
     */
    void limitLog(long writeBackAt, long most) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("pragma wal_autocheckpoint = " + Math.clamp(writeBackAt / pageSize, 1, MAX_LOG_PAGES));
            statement.execute("pragma journal_size_limit = " + most);
        }
        writer.rollback();
    }

    /**
     * Checkpoints the log while no reader of this object is active.
     *
     * @return true if the whole log is checkpointed: the next commit then restarts it
     */
    boolean writeBackLog() throws SQLException {
        return reader.betweenReads(() -> {
            try (Statement statement = writer.createStatement();
                    ResultSet row = statement.executeQuery("pragma wal_checkpoint(passive)")) {
                row.next();
                return row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
            } finally {
                writer.rollback();
            }
        });
    }

    private static long single(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (writer;
                reader;
                batches;
                pageCount;
                freeCount) {
            // closes all of them, even if one fails
        }
    }
}
