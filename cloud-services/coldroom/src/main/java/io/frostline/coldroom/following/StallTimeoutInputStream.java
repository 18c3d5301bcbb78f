package io.frostline.coldroom.following;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Input stream that fails a read when no bytes arrive within the timeout, as when the network has lost the peer. Used by one
 * thread.
 */
final class StallTimeoutInputStream extends FilterInputStream {
    private final Duration timeout;
    private final ScheduledFuture<?> watching;
    private volatile long readAt = System.nanoTime();
    private volatile boolean reading;
    private volatile boolean stalled;

    /** @param clock checks ten times within each timeout */
    StallTimeoutInputStream(InputStream answer, Duration timeout, ScheduledExecutorService clock) {
        super(answer);
        this.timeout = timeout;
        long every = timeout.toMillis() / 10;
        this.watching = clock.scheduleWithFixedDelay(this::watch, every, every, TimeUnit.MILLISECONDS);
    }

    private void watch() {
        if (reading && System.nanoTime() - readAt > timeout.toNanos()) {
            stalled = true;
            try {
                in.close(); // wakes the reader
            } catch (IOException e) {
                // the answer is abandoned in any case
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        readAt = System.nanoTime();
        reading = true;
        try {
            int read = super.read(into, from, length);
            if (stalled) {
                throw new IOException("nothing came for " + timeout);
            }
            return read;
        } finally {
            reading = false;
        }
    }

    @Override
    public void close() throws IOException {
        boolean unused = watching.cancel(false);
        super.close();
    }
}
