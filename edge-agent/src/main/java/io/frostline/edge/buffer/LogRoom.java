package io.frostline.edge.buffer;

import java.sql.SQLException;

/**
 * Limit that keeps SQLite's write-ahead log within its share of the buffer's bytes: an eighth, at most 16 MiB. The log is
 * checkpointed at a quarter of the share, and a longer log is truncated to half of it. The other half is for the commit that
 * exceeds the first.
 *
 * <p>A checkpoint cannot pass what an open reader still sees. The buffer's own readers are held off for a moment. A reader of
 * another process may take any time; meanwhile the log grows into the bytes that the file leaves. When those are used up,
 * nothing is written until that reader ends.
 */
final class LogRoom {
    private static final long MAX_BYTES = 16 << 20;
    private static final long PAGES_AROUND_BYTES = 8 * 4096;

    private final BufferFile file;
    private final long maxBytes;
    private final long mostLogBytes;
    /** Upper bound of the log's bytes: its size when last read, plus the most added since. Reading it takes a system call. */
    private long logAtMost;

    private long writtenBack;

    /** Failure to checkpoint a log that has used up its bytes. The file itself is intact. */
    static final class HeldUp extends SQLException {
        private static final long serialVersionUID = 1L;

        HeldUp() {
            super("another process has been reading the file for so long that no bytes are left for its log");
        }
    }

    LogRoom(BufferFile file, long maxBytes) throws SQLException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.mostLogBytes = share(maxBytes) / 2;
        this.logAtMost = Long.MAX_VALUE / 2; // not read yet
        file.limitLog(share(maxBytes) / 4, mostLogBytes);
    }

    static long share(long maxBytes) {
        return Math.min(MAX_BYTES, maxBytes / 8);
    }

    /** Makes room in the log. Must be called before each commit, outside a transaction. */
    void make() throws SQLException {
        if (logAtMost <= mostLogBytes) {
            return;
        }
        logAtMost = file.logBytes();
        if (logAtMost <= mostLogBytes) { // SQLite has restarted and truncated it meanwhile
            return;
        }
        writtenBack++;
        if (!file.writeBackLog() && file.bytes() + logAtMost + mostLogBytes > maxBytes) {
            throw new HeldUp();
        }
    }

    /** Returns how often this class had to checkpoint the log; SQLite itself normally does so earlier. */
    long writtenBack() {
        return writtenBack;
    }

    /** Adds the most that the commit has logged, in whole pages: twice the bytes of its batches, and the pages around them. */
    void written(Commit commit) {
        logAtMost += PAGES_AROUND_BYTES + 2 * commit.touchedBytes;
    }
}
