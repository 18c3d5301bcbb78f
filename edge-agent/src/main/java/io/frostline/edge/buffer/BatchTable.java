package io.frostline.edge.buffer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table of a file's batches. It uses the writer's connection, so reads see its uncommitted changes. */
final class BatchTable implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement sumBytes;

    BatchTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement("insert into batch (sequence, catalog, payload) values (?, ?, ?)");
        this.sumBytes = connection.prepareStatement(
                "select coalesce(sum(length(payload)), 0) from batch where sequence between ? and ?");
    }

    void insert(StoredBatch batch) throws SQLException {
        insert.setLong(1, batch.sequence());
        insert.setInt(2, batch.catalog());
        insert.setBytes(3, batch.payload());
        insert.executeUpdate();
    }

    void delete(long first, long last) throws SQLException {
        Statements.update(connection, "delete from batch where sequence between ? and ?", first, last);
    }

    /** Returns batches from {@code first} to {@code last}, ascending, up to {@code maxBytes}; at least one if any exists. */
    List<StoredBatch> range(long first, long last, int maxBytes) throws SQLException {
        return read(connection, first, last, maxBytes, "asc");
    }

    /** Returns the newest batch. It is never freed, so that the chain can continue from it. */
    Optional<StoredBatch> newest() throws SQLException {
        return read(connection, 0, Long.MAX_VALUE, 0, "desc").stream().findFirst();
    }

    /** Returns the lowest stored sequence; empty if no batch is stored. */
    Optional<Long> oldest() throws SQLException {
        long oldest = Statements.number(connection, "select coalesce(min(sequence), 0) from batch")
                .orElse(0);
        return oldest == 0 ? Optional.empty() : Optional.of(oldest);
    }

    long bytes(SequenceRanges.Range range) throws SQLException {
        sumBytes.setLong(1, range.first());
        sumBytes.setLong(2, range.last());
        try (ResultSet row = sumBytes.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Reads like {@link #range}, on any connection to the file. */
    static List<StoredBatch> read(Connection connection, long first, long last, int maxBytes, String order)
            throws SQLException {
        List<StoredBatch> batches = new ArrayList<>();
        int bytes = 0;
        try (PreparedStatement select = connection.prepareStatement(
                "select sequence, catalog, payload from batch where sequence between ? and ? order by sequence " + order
                        + " limit " + most(first, last))) {
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

    /** Returns a row limit, so that SQLite does not look at rows behind the last; -1 means no limit. */
    private static long most(long first, long last) {
        long most = last - first + 1;
        return most > 0 ? most : -1;
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                sumBytes) {
            // closes both, even if one fails
        }
    }
}
