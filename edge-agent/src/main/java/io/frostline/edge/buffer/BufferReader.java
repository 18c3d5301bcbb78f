package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads what was committed to a file, for any thread: one connection, shared under this object's lock; each call ends its transaction. */
final class BufferReader implements AutoCloseable {
    private final Connection connection;

    BufferReader(Connection connection) {
        this.connection = connection;
    }

    /** Batches from {@code first} to {@code last}, ascending, until they come to {@code maxBytes}; at least one. */
    synchronized List<StoredBatch> batches(long first, long last, int maxBytes) throws SQLException {
        try {
            return BatchTable.read(connection, first, last, maxBytes, "asc");
        } finally {
            connection.rollback();
        }
    }

    synchronized Optional<SensorCatalog> catalog(int id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select encoded from catalog where id = ?")) {
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(SensorCatalog.decode(row.getBytes(1))) : Optional.empty();
            }
        } finally {
            connection.rollback();
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
