package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Thread-safe reader of committed data. All calls share one connection; each call ends its transaction. */
final class BufferReader implements AutoCloseable {
    private final Connection connection;
    /** Lock of the connection. Fair: a thread that reads without a pause makes a commit wait for only one read. */
    private final ReentrantLock reading = new ReentrantLock(true);

    BufferReader(Connection connection) {
        this.connection = connection;
    }

    /** Returns batches from {@code first} to {@code last}, ascending, up to {@code maxBytes}; at least one if any exists. */
    List<StoredBatch> batches(long first, long last, int maxBytes) throws SQLException {
        reading.lock();
        try {
            return BatchTable.read(connection, first, last, maxBytes, "asc");
        } finally {
            endRead();
        }
    }

    Optional<SensorCatalog> catalog(int id) throws SQLException {
        reading.lock();
        try {
            Optional<byte[]> encoded = Statements.bytes(connection, "select encoded from catalog where id = ?", id);
            return encoded.isPresent() ? Optional.of(SensorCatalog.decode(encoded.get())) : Optional.empty();
        } finally {
            endRead();
        }
    }

    private void endRead() throws SQLException {
        try {
            connection.rollback();
        } finally {
            reading.unlock();
        }
    }

    /** Work of the writer that runs while no transaction of this reader is open. */
    interface Work<T> {
        T run() throws SQLException;
    }

    <T> T betweenReads(Work<T> work) throws SQLException {
        reading.lock();
        try {
            return work.run();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void close() throws SQLException {
        reading.lock();
        try {
            connection.close();
        } finally {
            reading.unlock();
        }
    }
}
