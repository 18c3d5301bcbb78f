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
 * The SQLite file of one epoch. Commits are durable: WAL with synchronous=FULL. One thread at a time writes, through
 * {@link #transaction}, and uses the tables; any may read through {@link #reader}.
 */
final class BufferFile implements AutoCloseable {
    /** SQLite's own default: fewer cost more syncs, more cost a longer start after a kill. */
    private static final int MOST_LOG_PAGES = 1000;

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

    /** The file can't be what it should be; set it aside. */
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
        this.pageSize = single(writer, "pragma page_size");
        this.epoch = single(writer, "select epoch from epoch");
    }

    /** Opens the file, or makes it with a new epoch. */
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

    /** When the system clock last saw the file written; 1970 where there is none. */
    static Instant lastWrite(Path file) {
        Instant last = Instant.EPOCH;
        for (String suffix : List.of("", "-wal")) {
            try {
                Instant at = Files.getLastModifiedTime(file.resolveSibling(file.getFileName() + suffix))
                        .toInstant();
                last = at.isAfter(last) ? at : last;
            } catch (IOException e) {
                // not there: it was never written
            }
        }
        return last;
    }

    /** Says when the file was last written, where the system clock was wrong. */
    static void written(Path file, Instant at) {
        for (String suffix : List.of("", "-wal")) {
            try {
                Files.setLastModifiedTime(file.resolveSibling(file.getFileName() + suffix), FileTime.from(at));
            } catch (IOException e) {
                // not there, or not to be changed: the next start waits for the cloud to tell the time
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

    /** All of the work is durable when this returns; none of it if it throws. */
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

    /** Ends the reading that was done on the writer's connection outside a transaction. */
    void endRead() throws SQLException {
        writer.rollback();
    }

    /** Bytes in use: pages of the file that hold something. */
    long usedBytes() throws SQLException {
        return (single(pageCount) - single(freeCount)) * pageSize;
    }

    /**
     * Bytes on disk, the log's index among them, once the log is written back; the file never shrinks: what is freed is used
     * again. To be called outside of a transaction.
     */
    long bytes() throws SQLException {
        try {
            return single(pageCount) * pageSize + logIndex.length();
        } finally {
            endRead();
        }
    }

    /** Bytes of the write-ahead log on disk. */
    long logBytes() {
        return log.length();
    }

    /** @param writeBackAt SQLite does so by itself after a commit @param most to which a log that is begun anew is cut */
    void limitLog(long writeBackAt, long most) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("pragma wal_autocheckpoint = " + Math.clamp(writeBackAt / pageSize, 1, MOST_LOG_PAGES));
            statement.execute("pragma journal_size_limit = " + most);
        }
        writer.rollback();
    }

    /**
     * Writes the log back to the file, with no reader of this object's under way.
     *
     * @return whether all of it is written back: the next commit then begins it anew
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

    private static long single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
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
            // all of them, whichever fails
        }
    }
}
