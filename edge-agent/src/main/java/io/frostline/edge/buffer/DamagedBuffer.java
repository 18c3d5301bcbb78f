package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Malformed;
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
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Read-only view of a buffer file that was set aside. A batch is readable if its row can be read, it decodes as the batch that
 * the row names, and the next batch contains its digest. A batch whose successor is lost, and the newest, which never had one,
 * is unverified. Unverified batches are named but not sent: damage in them could be a temperature that was never measured. Used
 * by one thread at a time.
 */
public final class DamagedBuffer implements AutoCloseable {
    private static final int ROWS = 64;
    /** Number of sequences behind an unreadable row in which the next readable row is searched. */
    private static final long MAX_LOST = 1 << 17;

    private static final int NO_TABLE = 1;
    private static final int CORRUPT = 11;
    /** Maximum number of sequence ranges that a log entry names. */
    private static final int MAX_NAMED = 20;

    private final Path file;
    private final String site;
    private final @Nullable Connection connection;
    private final BatchCodec codec = new BatchCodec();
    private final SequenceRanges readable = new SequenceRanges();
    private final SequenceRanges unverified = new SequenceRanges();
    private final SequenceRanges unreadable = new SequenceRanges();
    private final SequenceRanges unsent = new SequenceRanges();
    private long epoch;
    private long refused;
    /** True if it is unknown what is behind the last readable batch. */
    private boolean isEndLost;

    private long batchesSent;

    private DamagedBuffer(Path file, String site, @Nullable Connection connection) {
        this.file = file;
        this.site = site;
        this.connection = connection;
    }

    /**
     * Reads everything that is readable.
     *
     * @throws SQLException if the file cannot be read now, but perhaps later
     */
    static DamagedBuffer read(Path file, String site) throws SQLException {
        Connection connection = connect(file);
        DamagedBuffer buffer = new DamagedBuffer(file, site, connection);
        try {
            buffer.scan(connection);
            return buffer;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            if (e instanceof SQLException sql && isDamage(sql)) {
                DamagedBuffer nothing = new DamagedBuffer(file, site, null);
                nothing.isEndLost = true;
                return nothing;
            }
            throw e;
        }
    }

    /** Returns whether the error means damage: SQLite's damage codes, or a missing table. */
    private static boolean isDamage(SQLException e) {
        return BufferFormat.isDamage(e) || (e.getErrorCode() & 0xff) == NO_TABLE;
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        return readOnly.createConnection("jdbc:sqlite:" + file);
    }

    private void scan(Connection c) throws SQLException {
        epoch = epoch(c);
        Chain chain = new Chain();
        readAll(c, chain::next, sequence -> unreadable.add(sequence, sequence));
        chain.end();
        readable.ranges().forEach(range -> unsent.add(range.first(), range.last()));
        settled(c).ranges().forEach(range -> unsent.remove(range.first(), range.last()));
        batchesSent = unsent.size();
    }

    /** Returns the epoch that the file states; if that is unreadable, the epoch of most batches. */
    private long epoch(Connection c) throws SQLException {
        try {
            OptionalLong stated = Statements.number(c, "select epoch from epoch");
            if (stated.isPresent()) {
                return stated.getAsLong();
            }
        } catch (SQLException e) {
            requireDamage(e);
        }
        Map<Long, Long> votes = new TreeMap<>();
        // the scan that judges batches counts the lost ones
        readAll(c, row -> decoded(row).ifPresent(batch -> votes.merge(batch.epoch(), 1L, Long::sum)), sequence -> {});
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0L);
    }

    /** Passes on each readable row, ascending, and the sequences of unreadable ones. */
    private void readAll(Connection c, Consumer<StoredBatch> into, LongConsumer unread) throws SQLException {
        long from = 1;
        int odd = 0;
        while (odd < MAX_LOST / ROWS) {
            try {
                List<StoredBatch> rows = rows(c, ">= ? order by sequence limit " + ROWS, from);
                if (rows.isEmpty()) {
                    return;
                }
                long next = from;
                boolean inOrder = true;
                for (StoredBatch row : rows) {
                    // a damaged sequence number may stand anywhere: rows behind it are looked up by their own numbers
                    inOrder = row.sequence() == next || decoded(row).isPresent();
                    if (!inOrder) {
                        break;
                    }
                    into.accept(row);
                    next = row.sequence() + 1;
                }
                odd = inOrder ? 0 : odd + 1;
                for (int i = 0; !inOrder && i < ROWS; i++) {
                    odd = readOne(c, next, into, unread) ? 0 : odd;
                    next++;
                }
                from = next;
            } catch (SQLException e) {
                requireDamage(e);
                Lost lost = lost(c, from);
                for (long sequence = from; sequence < lost.to; sequence++) {
                    boolean unused = readOne(c, sequence, into, unread);
                }
                if (lost.next == null) {
                    return;
                }
                from = lost.next;
            }
        }
        isEndLost = true;
    }

    /**
     * Gap of unreadable rows.
     *
     * @param to end of the gap, exclusive: no row before it is known to be readable
     * @param next first readable sequence from there on; null if there is none
     */
    private record Lost(long to, @Nullable Long next) {}

    private Lost lost(Connection c, long from) throws SQLException {
        for (long step = 1; step <= MAX_LOST; step *= 2) {
            try {
                List<StoredBatch> found = rows(c, ">= ? order by sequence limit 1", from + step);
                return new Lost(
                        from + step, found.isEmpty() ? null : found.getFirst().sequence());
            } catch (SQLException e) {
                requireDamage(e);
            }
        }
        isEndLost = true;
        return new Lost(from + 1, null);
    }

    /** @return true if the row exists and is readable */
    private static boolean readOne(Connection c, long sequence, Consumer<StoredBatch> into, LongConsumer unread)
            throws SQLException {
        try {
            List<StoredBatch> row = rows(c, "= ?", sequence); // without reading the rows behind it
            row.forEach(into);
            return !row.isEmpty();
        } catch (SQLException e) {
            requireDamage(e);
            unread.accept(sequence);
            return false;
        }
    }

    /** Returns rows in ascending order; any other order is damage. */
    private static List<StoredBatch> rows(Connection c, String which, long from) throws SQLException {
        List<StoredBatch> rows = new ArrayList<>();
        try (PreparedStatement select =
                c.prepareStatement("select sequence, catalog, payload from batch where sequence " + which)) {
            select.setLong(1, from);
            try (ResultSet each = select.executeQuery()) {
                long before = from - 1;
                while (each.next()) {
                    byte[] payload = each.getBytes(3);
                    if (each.getLong(1) <= before) {
                        throw new SQLException("rows are out of order", null, CORRUPT);
                    }
                    before = each.getLong(1);
                    rows.add(new StoredBatch(before, each.getInt(2), payload == null ? new byte[0] : payload));
                }
            }
        }
        return rows;
    }

    private static void requireDamage(SQLException e) throws SQLException {
        if (!isDamage(e)) {
            throw e;
        }
    }

    /** Returns the settled batches; empty if unreadable: then batches that the cloud already has are sent again. */
    private static SequenceRanges settled(Connection c) throws SQLException {
        try {
            return new SettledTable(c).all();
        } catch (SQLException e) {
            requireDamage(e);
            return new SequenceRanges();
        }
    }

    /** Check of each batch against its successor. */
    private final class Chain {
        private @Nullable StoredBatch last;
        private @Nullable Digest lastDigest;
        /** Batches that their successor contradicts; the successor may itself be the damaged one. */
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
                judge(before.sequence(), true);
            }
            last = row;
            lastDigest = row.digest();
        }

        /** Ends a run: the last batch has no successor. */
        void end() {
            StoredBatch before = last;
            if (before != null) {
                judge(before.sequence(), false);
            }
            last = null;
        }

        /**
         * Judges a batch, then the contradicted ones before it. A batch contradicted by an unreadable one is unverified; one
         * contradicted by any other is unreadable.
         */
        private void judge(long sequence, boolean isProved) {
            (isProved ? readable : unverified).add(sequence, sequence);
            boolean isRead = true;
            while (!contradicted.isEmpty()) {
                long before = contradicted.pop();
                isRead = !isRead;
                (isRead ? unverified : unreadable).add(before, before);
            }
        }
    }

    private @Nullable Batch decode(StoredBatch row) {
        return decoded(row).filter(batch -> batch.epoch() == epoch).orElse(null);
    }

    /** Returns the decoded batch, of any epoch; empty if it is not the batch that the row names. */
    private Optional<Batch> decoded(StoredBatch row) {
        return codec.decode(row.payload()) instanceof Decoded.Accepted accepted
                        && accepted.batch().site().equals(site)
                        && accepted.batch().sequence() == row.sequence()
                ? Optional.of(accepted.batch())
                : Optional.empty();
    }

    public Path file() {
        return file;
    }

    /** Returns the epoch of its batches; 0 if it cannot be read. */
    public long epoch() {
        return epoch;
    }

    /** Returns the number of readable batches that are not known to be in the cloud. */
    public long unsentCount() {
        return unsent.size();
    }

    /** Returns the number of unreadable batches; a lower bound if the end of the file is lost. */
    public long unreadableCount() {
        return unreadable.size() + (isEndLost && unreadable.isEmpty() ? 1 : 0);
    }

    /** Returns a run of unsent batches from the lowest on, without a gap, up to {@code maxBytes}. Skips those {@code underWay}. */
    public List<StoredBatch> unsent(SequenceRanges underWay, int maxBytes) throws SQLException {
        Connection c = connection;
        for (SequenceRanges.Range range : unsent.ranges()) {
            for (SequenceRanges.Range run : underWay.missing(range.first(), range.last())) {
                if (c != null) {
                    return BatchTable.read(c, run.first(), run.last(), maxBytes, "asc");
                }
            }
        }
        return List.of();
    }

    /** Returns the catalog that numbers a batch's sensors; empty if unreadable: the cloud may know it. */
    public Optional<SensorCatalog> catalog(StoredBatch batch) throws SQLException {
        Connection c = connection;
        Optional<Digest> named = decoded(batch).map(Batch::catalog);
        if (c == null || named.isEmpty()) {
            return Optional.empty();
        }
        try {
            // a catalog that decodes may still be damaged
            return Statements.bytes(c, "select encoded from catalog where id = ?", batch.catalog())
                    .map(SensorCatalog::decode)
                    .filter(catalog -> named.get().equals(catalog.id()));
        } catch (SQLException e) {
            requireDamage(e);
            return Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    /** Records that the cloud refused the batch. */
    public void refuse(long sequence) {
        refused++;
        settle(sequence, sequence);
    }

    /** Records that the outcome of these batches is known. */
    public void settle(long first, long last) {
        unsent.remove(first, last);
    }

    public String summary() {
        String lost = (unreadable.isEmpty() ? "" : "; can't be read: batches " + named(unreadable))
                + (unverified.isEmpty() ? "" : "; can't be proved, and not sent: batches " + named(unverified));
        String end = isEndLost ? (readable.isEmpty() ? "; nothing can be read" : "; what is behind them is lost") : "";
        return file.getFileName() + ": " + batchesSent + " batches were sent" + lost + end;
    }

    Map<String, String> detail() {
        Map<String, String> detail = new TreeMap<>(Map.of(
                "file", String.valueOf(file.getFileName()),
                "epoch", Long.toHexString(epoch),
                "batches", Long.toString(batchesSent),
                "unreadable", Long.toString(unreadable.size()),
                "unverified", Long.toString(unverified.size()),
                "refused", Long.toString(refused)));
        if (isEndLost) {
            detail.put("end-lost", "true");
        }
        if (!unreadable.isEmpty()) {
            detail.put("unreadable-batches", named(unreadable));
        }
        if (!unverified.isEmpty()) {
            detail.put("unverified-batches", named(unverified));
        }
        return detail;
    }

    private static String named(SequenceRanges ranges) {
        List<SequenceRanges.Range> all = ranges.ranges();
        return all.stream()
                        .limit(MAX_NAMED)
                        .map(r -> r.first() == r.last() ? Long.toString(r.first()) : r.first() + "-" + r.last())
                        .collect(Collectors.joining(", "))
                + (all.size() > MAX_NAMED ? " and more" : "");
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
