package io.frostline.edge.buffer;

import java.sql.SQLException;

/**
 * Keeps SQLite's write-ahead log within its share of the buffer's bytes: an eighth, at most 16
 * MiB. The log is written back to the file at a quarter of the share, and cut to a half of it where it was longer; the
 * other half is for the commit that reaches it.
 *
 * <p>Nothing is written back past what an open reader still sees. The buffer's own readers are held off for a moment; one
 * of another process may take as long as it likes, and meanwhile the log grows into what the file leaves of the bytes.
 * When that is used up, nothing is written any more until the reader ends.
 */
final class LogRoom {
    private static final long MOST_BYTES = 16 << 20;
    private static final long PAGES_AROUND_BYTES = 8 * 4096;

    private final BufferFile file;
    private final long maxBytes;
    private final long mostLogBytes;
    /** What the log came to when it was last looked at, and the most that was added since: to look takes a system call. */
    private long logAtMost;

    private long writtenBack;

    /** The log can't be written back, and what is allowed to it is used up. The file itself is in order. */
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
        this.logAtMost = Long.MAX_VALUE / 2; // not looked at yet
        file.limitLog(share(maxBytes) / 4, mostLogBytes);
    }

    /** Of so many bytes, those that are the log's. */
    static long share(long maxBytes) {
        return Math.min(MOST_BYTES, maxBytes / 8);
    }

    /** To be called before each commit, outside of a transaction. */
    void make() throws SQLException {
        if (logAtMost <= mostLogBytes) {
            return;
        }
        logAtMost = file.logBytes();
        if (logAtMost <= mostLogBytes) { // it was begun anew meanwhile, and cut
            return;
        }
        writtenBack++;
        if (!file.writeBackLog() && file.bytes() + logAtMost + mostLogBytes > maxBytes) {
            throw new HeldUp();
        }
    }

    /** How often the log had to be written back here: SQLite does so by itself before it is that long. */
    long writtenBack() {
        return writtenBack;
    }

    /** The log has whole pages: of the batches, twice their bytes at most, and of what stands around them. */
    void written(Commit commit) {
        logAtMost += PAGES_AROUND_BYTES + 2 * commit.touchedBytes;
    }
}
