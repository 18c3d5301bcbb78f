package io.frostline.coldroom.following;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An answer of which something must come again and again: where nothing has for a while, as of a peer that the network has
 * lost, reading it fails, and does not wait for ever. Read by one thread.
 */
final class Unstalled extends FilterInputStream {
    private final Duration patience;
    private final ScheduledFuture<?> watching;
    private volatile long readAt = System.nanoTime();
    private volatile boolean reading;
    private volatile boolean stalled;

    /** @param clock looks ten times as often as it is patient */
    Unstalled(InputStream answer, Duration patience, ScheduledExecutorService clock) {
        super(answer);
        this.patience = patience;
        long every = patience.toMillis() / 10;
        this.watching = clock.scheduleWithFixedDelay(this::watch, every, every, TimeUnit.MILLISECONDS);
    }

    private void watch() {
        if (reading && System.nanoTime() - readAt > patience.toNanos()) {
            stalled = true;
            try {
                in.close(); // wakes who reads
            } catch (IOException e) {
                // it is given up whatever becomes of it
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
                throw new IOException("nothing came for " + patience);
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
