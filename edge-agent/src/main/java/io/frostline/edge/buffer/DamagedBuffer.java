package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * A buffer file that was set aside, as far as it can be read. Nothing is written to it. A batch is read if its row can be, if it
 * decodes as the batch that the row says it is, and if the batch behind it names its digest: what only looks like a batch is
 * none. One whose follower is lost is unverified; it is sent, and counted. Serves one thread at a time.
 */
public final class DamagedBuffer implements AutoCloseable {
    private static final int ROWS = 64;
    /** For so many behind one that can't be read another is looked for. */
    private static final long MOST_LOST = 1 << 17;
    /** Ranges of sequences that an entry of the log names. */
    private static final int MOST_NAMED = 20;

    private final Path file;
    private final String site;
    private final @Nullable Connection connection;
    private final BatchCodec codec = new BatchCodec();
    private final SequenceRanges readable = new SequenceRanges();
    private final SequenceRanges unverified = new SequenceRanges();
    private final SequenceRanges unreadable = new SequenceRanges();
    private final SequenceRanges unsent = new SequenceRanges();
    private long epoch;
    private boolean isEpochKnown;
    /** What is behind the last one that can be read is not known. */
    private boolean isEndLost;

    private long batchesSent;

    private DamagedBuffer(Path file, String site, @Nullable Connection connection) {
        this.file = file;
        this.site = site;
        this.connection = connection;
    }

    /**
     * Reads all that can be.
     *
     * @throws SQLException where the file can't be read now, though it may be later
     */
    static DamagedBuffer read(Path file, String site) throws SQLException {
        Connection connection = connect(file);
        DamagedBuffer buffer = new DamagedBuffer(file, site, connection);
        try {
            buffer.scan(connection);
            return buffer;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            if (e instanceof SQLException sql && BufferFormat.isDamage(sql)) {
                DamagedBuffer nothing = new DamagedBuffer(file, site, null);
                nothing.isEndLost = true;
                return nothing;
            }
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        return readOnly.createConnection("jdbc:sqlite:" + file);
    }

    // ------------------------------------------------------------------------------------ what can be read

    private void scan(Connection c) throws SQLException {
        Chain chain = new Chain();
        long from = 1;
        while (true) {
            try {
                List<StoredBatch> rows = rows(c, from, ROWS);
                rows.forEach(chain::next);
                if (rows.isEmpty()) {
                    break;
                }
                from = rows.getLast().sequence() + 1;
            } catch (SQLException e) {
                requireDamage(e);
                Lost lost = lost(c, from);
                for (long sequence = from; sequence < lost.to; sequence++) {
                    readOne(c, sequence, chain);
                }
                if (lost.next.isEmpty()) {
                    break;
                }
                from = lost.next.get();
            }
        }
        chain.end();
        readable.ranges().forEach(range -> unsent.add(range.first(), range.last()));
        settled(c).ranges().forEach(range -> unsent.remove(range.first(), range.last()));
        batchesSent = unsent.size();
    }

    /** @param to before it none is known to be readable @param next that is, from there on; empty: none is there */
    private record Lost(long to, Optional<Long> next) {}

    private Lost lost(Connection c, long from) throws SQLException {
        for (long step = 1; step <= MOST_LOST; step *= 2) {
            try {
                List<StoredBatch> found = rows(c, from + step, 1);
                return new Lost(from + step, found.stream().findFirst().map(StoredBatch::sequence));
            } catch (SQLException e) {
                requireDamage(e);
            }
        }
        isEndLost = true;
        return new Lost(from + 1, Optional.empty());
    }

    private void readOne(Connection c, long sequence, Chain chain) throws SQLException {
        try {
            for (StoredBatch row : BatchTable.read(c, sequence, sequence, 0, "asc")) {
                chain.next(row);
            }
        } catch (SQLException e) {
            requireDamage(e);
            unreadable.add(sequence, sequence);
        }
    }

    private static List<StoredBatch> rows(Connection c, long from, int most) throws SQLException {
        List<StoredBatch> rows = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(
                "select sequence, catalog, payload from batch where sequence >= ? order by sequence limit " + most)) {
            select.setLong(1, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new StoredBatch(row.getLong(1), row.getInt(2), row.getBytes(3)));
                }
            }
        }
        return rows;
    }

    private static void requireDamage(SQLException e) throws SQLException {
        if (!BufferFormat.isDamage(e)) {
            throw e;
        }
    }

    /** Empty where it can't be read: what the cloud has already it is sent once more. */
    private static SequenceRanges settled(Connection c) throws SQLException {
        try {
            return new SettledTable(c).all();
        } catch (SQLException e) {
            requireDamage(e);
            return new SequenceRanges();
        }
    }

    /** Judges each batch by the one behind it. */
    private final class Chain {
        private @Nullable StoredBatch last;
        private @Nullable Digest lastDigest;
        /** Those that the one behind them contradicts, which may itself be the wrong one. */
        private final Deque<Long> contradicted = new ArrayDeque<>();

        void next(StoredBatch row) {
            Batch batch = decode(row);
            if (batch == null) {
                unreadable.add(row.sequence(), row.sequence());
                end();
                return;
            }
            StoredBatch before = last;
            if (before != null && before.sequence() + 1 != row.sequence()) {
                end();
                before = null;
            }
            if (before != null && !batch.previous().equals(lastDigest)) {
                contradicted.push(before.sequence());
            } else if (before != null) {
                judge(before.sequence());
            }
            last = row;
            lastDigest = row.digest();
        }

        /** There is none behind the last. */
        void end() {
            StoredBatch before = last;
            if (before != null) {
                judge(before.sequence());
                unverified.add(before.sequence(), before.sequence());
            }
            last = null;
        }

        /** One that can be read, and so says of the one before it whether that is what it was. */
        private void judge(long sequence) {
            readable.add(sequence, sequence);
            boolean isRead = true;
            while (!contradicted.isEmpty()) {
                long before = contradicted.pop();
                isRead = !isRead;
                if (isRead) {
                    readable.add(before, before);
                    unverified.add(before, before);
                } else {
                    unreadable.add(before, before);
                }
            }
        }
    }

    private @Nullable Batch decode(StoredBatch row) {
        if (codec.decode(row.payload()) instanceof Decoded.Accepted accepted
                && accepted.batch().site().equals(site)
                && accepted.batch().sequence() == row.sequence()
                && (!isEpochKnown || accepted.batch().epoch() == epoch)) {
            epoch = accepted.batch().epoch();
            isEpochKnown = true;
            return accepted.batch();
        }
        return null;
    }

    // ------------------------------------------------------------------------------------ what of it is sent

    public Path file() {
        return file;
    }

    /** Of its batches; 0 where none can be read. */
    public long epoch() {
        return epoch;
    }

    /** Batches that can be read and are not known to be in the cloud. */
    public long unsentCount() {
        return unsent.size();
    }

    public long unreadableCount() {
        return unreadable.size();
    }

    /** Unsent batches from the lowest on, without those {@code under way}: a run without a hole, until it comes to {@code maxBytes}. */
    public List<StoredBatch> unsent(SequenceRanges underWay, int maxBytes) throws SQLException {
        for (SequenceRanges.Range range : unsent.ranges()) {
            for (SequenceRanges.Range run : underWay.missing(range.first(), range.last())) {
                if (connection != null) {
                    return BatchTable.read(connection, run.first(), run.last(), maxBytes, "asc");
                }
            }
        }
        return List.of();
    }

    /** Empty where it can't be read: the cloud may know it. */
    public Optional<SensorCatalog> catalog(int id) throws SQLException {
        if (connection == null) {
            return Optional.empty();
        }
        try (PreparedStatement select = connection.prepareStatement("select encoded from catalog where id = ?")) {
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(SensorCatalog.decode(row.getBytes(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            requireDamage(e);
            return Optional.empty();
        }
    }

    /** What became of these batches is known. */
    public void settle(long first, long last) {
        unsent.remove(first, last);
    }

    public String summary() {
        String lost = unreadable.isEmpty() ? "" : "; can't be read: batches " + named(unreadable);
        String end = isEndLost ? (readable.isEmpty() ? "; nothing can be read" : "; what is behind them is lost") : "";
        return file.getFileName() + ": " + batchesSent + " batches were sent" + lost + end;
    }

    /** For the log. */
    Map<String, String> detail() {
        Map<String, String> detail = new TreeMap<>(Map.of(
                "file",
                String.valueOf(file.getFileName()),
                "epoch",
                Long.toHexString(epoch),
                "batches",
                Long.toString(batchesSent),
                "unreadable",
                Long.toString(unreadable.size()),
                "unverified",
                Long.toString(unverified.size())));
        if (!unreadable.isEmpty()) {
            detail.put("unreadable-batches", named(unreadable));
        }
        return detail;
    }

    private static String named(SequenceRanges ranges) {
        List<SequenceRanges.Range> all = ranges.ranges();
        return all.stream()
                        .limit(MOST_NAMED)
                        .map(r -> r.first() == r.last() ? Long.toString(r.first()) : r.first() + "-" + r.last())
                        .collect(Collectors.joining(", "))
                + (all.size() > MOST_NAMED ? " and more" : "");
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
