package io.frostline.edge.buffer;

import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SQLite file of one epoch. Commits are durable: WAL with synchronous=FULL. One thread writes, through
 * {@link #transaction}; others may read, each call on a connection that is shared under this object's lock.
 */
final class BufferFile implements AutoCloseable {
    private static final int FORMAT = 1;
    /** SQLITE_CORRUPT and SQLITE_NOTADB: what retrying won't mend. */
    private static final List<Integer> DAMAGE = List.of(11, 26);

    private final Connection writer;
    private final Connection reader;
    private final PreparedStatement insert;
    private final PreparedStatement pageCount;
    private final PreparedStatement freeCount;
    private final PreparedStatement sumBytes;
    private final long pageSize;
    private final long epoch;

    /** The file can't be what it should be; set it aside. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String detail) {
            super(detail);
        }
    }

    private BufferFile(Connection writer, Connection reader, long epoch) throws SQLException {
        this.writer = writer;
        this.reader = reader;
        this.epoch = epoch;
        this.insert = writer.prepareStatement("insert into batch (sequence, catalog, payload) values (?, ?, ?)");
        this.pageCount = writer.prepareStatement("pragma page_count");
        this.freeCount = writer.prepareStatement("pragma freelist_count");
        this.sumBytes = writer.prepareStatement(
                "select coalesce(sum(length(payload)), 0) from batch where sequence between ? and ?");
        this.pageSize = single(writer, "pragma page_size");
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
            if (DAMAGE.contains(e.getErrorCode() & 0xff)) {
                throw new Damaged(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

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

    private static BufferFile prepare(Path file) throws SQLException, Damaged {
        Connection writer = connect(file);
        try {
            check(writer);
            try (Statement statement = writer.createStatement()) {
                statement.execute("create table if not exists epoch (epoch integer not null, format integer not null)");
                statement.execute(
                        "create table if not exists batch (sequence integer primary key, catalog integer not null, payload blob not null)");
                statement.execute(
                        "create table if not exists receipted (first integer primary key, last integer not null)");
                statement.execute(
                        "create table if not exists refused (sequence integer primary key, reason text not null)");
                statement.execute(
                        "create table if not exists catalog (id integer primary key, encoded blob not null unique, known integer not null default 0)");
                statement.execute("insert into epoch select " + new SecureRandom().nextLong() + ", " + FORMAT
                        + " where not exists (select 1 from epoch)");
            }
            writer.commit();
            long epoch = single(writer, "select epoch from epoch");
            return new BufferFile(writer, connect(file), epoch);
        } catch (SQLException | Damaged e) {
            writer.close();
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 1000");
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma cache_size = -1024");
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void check(Connection connection) throws SQLException, Damaged {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma quick_check(1)")) {
            if (!rows.next() || !"ok".equals(rows.getString(1))) {
                throw new Damaged("SQLite's check says: " + rows.getString(1));
            }
        }
        connection.rollback();
    }

    long epoch() {
        return epoch;
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

    void insert(StoredBatch batch) throws SQLException {
        insert.setLong(1, batch.sequence());
        insert.setInt(2, batch.catalog());
        insert.setBytes(3, batch.payload());
        insert.executeUpdate();
    }

    int catalog(SensorCatalog catalog) throws SQLException {
        try (PreparedStatement put =
                        writer.prepareStatement("insert into catalog (encoded) values (?) on conflict do nothing");
                PreparedStatement get = writer.prepareStatement("select id from catalog where encoded = ?")) {
            put.setBytes(1, catalog.encoded());
            put.executeUpdate();
            get.setBytes(1, catalog.encoded());
            try (ResultSet row = get.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    record KnownCatalog(int id, SensorCatalog catalog, boolean known) {}

    synchronized List<KnownCatalog> catalogs() throws SQLException {
        List<KnownCatalog> catalogs = new ArrayList<>();
        try (Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("select id, encoded, known from catalog")) {
            while (rows.next()) {
                catalogs.add(
                        new KnownCatalog(rows.getInt(1), SensorCatalog.decode(rows.getBytes(2)), rows.getBoolean(3)));
            }
        } finally {
            reader.rollback();
        }
        return catalogs;
    }

    void markKnown(byte[] encoded) throws SQLException {
        try (PreparedStatement update = writer.prepareStatement("update catalog set known = 1 where encoded = ?")) {
            update.setBytes(1, encoded);
            update.executeUpdate();
        }
    }

    /** The newest batch: it is never freed, so that the chain goes on from it. */
    Optional<StoredBatch> newest() throws SQLException {
        List<StoredBatch> newest = read(writer, 0, Long.MAX_VALUE, 0, "desc");
        return newest.stream().findFirst();
    }

    /** Digest of a stored batch. */
    static Digest digest(StoredBatch batch) {
        return Digest.of(batch.payload());
    }

    /** Batches from {@code first} to {@code last}, ascending, until they come to {@code maxBytes}; at least one. */
    synchronized List<StoredBatch> batches(long first, long last, int maxBytes) throws SQLException {
        try {
            return read(reader, first, last, maxBytes, "asc");
        } finally {
            reader.rollback();
        }
    }

    private static List<StoredBatch> read(Connection connection, long first, long last, int maxBytes, String order)
            throws SQLException {
        List<StoredBatch> batches = new ArrayList<>();
        int bytes = 0;
        try (PreparedStatement select = connection.prepareStatement(
                "select sequence, catalog, payload from batch where sequence between ? and ? order by sequence "
                        + order)) {
            select.setLong(1, first);
            select.setLong(2, last);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] payload = rows.getBytes(3);
                    bytes += payload.length;
                    if (!batches.isEmpty() && bytes > maxBytes) {
                        break;
                    }
                    batches.add(new StoredBatch(rows.getLong(1), rows.getInt(2), payload));
                }
            }
        }
        return batches;
    }

    /** As {@link #batches}, on the writer's connection: sees what its transaction has done so far. */
    List<StoredBatch> batchesInTransaction(long first, long last, int maxBytes) throws SQLException {
        return read(writer, first, last, maxBytes, "asc");
    }

    void delete(long first, long last) throws SQLException {
        try (PreparedStatement delete = writer.prepareStatement("delete from batch where sequence between ? and ?")) {
            delete.setLong(1, first);
            delete.setLong(2, last);
            delete.executeUpdate();
        }
    }

    void addReceipted(SequenceRanges.Range range) throws SQLException {
        try (PreparedStatement delete = writer.prepareStatement("delete from receipted where first between ? and ?");
                PreparedStatement put = writer.prepareStatement("insert into receipted (first, last) values (?, ?)")) {
            delete.setLong(1, range.first());
            delete.setLong(2, range.last());
            delete.executeUpdate();
            put.setLong(1, range.first());
            put.setLong(2, range.last());
            put.executeUpdate();
        }
    }

    SequenceRanges receipted() throws SQLException {
        return ranges("select first, last from receipted");
    }

    void addRefused(long sequence, String reason) throws SQLException {
        try (PreparedStatement put = writer.prepareStatement(
                "insert into refused (sequence, reason) values (?, ?) on conflict do nothing")) {
            put.setLong(1, sequence);
            put.setString(2, reason);
            put.executeUpdate();
        }
    }

    SequenceRanges refused() throws SQLException {
        return ranges("select sequence, sequence from refused");
    }

    private SequenceRanges ranges(String sql) throws SQLException {
        SequenceRanges ranges = new SequenceRanges();
        try (Statement statement = writer.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                ranges.add(rows.getLong(1), rows.getLong(2));
            }
        }
        return ranges;
    }

    /** Bytes of the batches of a range, on the writer's connection. */
    long bytes(SequenceRanges.Range range) throws SQLException {
        sumBytes.setLong(1, range.first());
        sumBytes.setLong(2, range.last());
        return single(sumBytes);
    }

    /** The lowest sequence that is still stored; empty where nothing is. */
    Optional<Long> oldest() throws SQLException {
        long oldest = single(writer, "select coalesce(min(sequence), 0) from batch");
        return oldest == 0 ? Optional.empty() : Optional.of(oldest);
    }

    /** Bytes in use: pages of the file that hold something. */
    long usedBytes() throws SQLException {
        return (single(pageCount) - single(freeCount)) * pageSize;
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
    public synchronized void close() throws SQLException {
        try (writer;
                reader;
                insert;
                pageCount;
                freeCount;
                sumBytes) {
            // all of them, whichever fails
        }
    }
}
