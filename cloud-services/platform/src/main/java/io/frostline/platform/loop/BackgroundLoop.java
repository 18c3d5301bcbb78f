package io.frostline.platform.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Thread that repeats a task until it is closed: immediately while there is more to do, after a pause when there is not, and with
 * backoff after a failure. A failed run is logged, and counted in {@code frostline_background_failures} until a run succeeds; it
 * never ends the thread. The process may be killed at any point of a run. The task must therefore leave only state that a later
 * run, or another process, can continue from.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BackgroundLoop.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
    /**
     * Time that a run may take after close. It is short: loops are closed one by one, and what they wait for may be down already.
     */
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(200);

    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(10);

    /** Work of one run. */
    @FunctionalInterface
    public interface Task {
        /**
         * Runs once.
         *
         * @return true if there may be more to do immediately
         */
        boolean runOnce() throws Exception;
    }

    private final String name;
    private final Duration pause;
    private final Backoff backoff;
    private final Task task;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Duration first = Duration.ZERO;
    private volatile boolean hasRun;
    private volatile int failures;

    /**
     * Creates a loop that is not started yet.
     *
     * @param name of the thread, and of the loop in logs and metrics
     * @param pause after a run that left nothing to do; backoff starts with this pause and grows to five seconds, or to the pause
     *     if that is longer
     */
    public BackgroundLoop(String name, Duration pause, Task task) {
        this.name = name;
        this.pause = pause;
        this.backoff = new Backoff(pause, pause.compareTo(MAX_BACKOFF) > 0 ? pause : MAX_BACKOFF);
        this.task = task;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        Gauge.builder("frostline.background.failures", () -> failures)
                .tag("loop", name)
                .register(Metrics.globalRegistry);
    }

    /** Starts the thread with a pause: endpoints of this process that the task calls may not accept connections yet. */
    public void start() {
        first = pause;
        thread.start();
    }

    /** Starts the thread with a run. */
    public void startAtOnce() {
        thread.start();
    }

    /** Returns whether the loop runs and its last run succeeded; false until the first run has ended. */
    public boolean isHealthy() {
        return hasRun && failures == 0 && thread.isAlive();
    }

    /** Returns whether the loop is being closed; a long task checks this to end early. */
    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            Duration next = first;
            while (!closing.await(next.toNanos(), TimeUnit.NANOSECONDS)) {
                next = runOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration runOnce() throws InterruptedException {
        try {
            boolean more = task.runOnce();
            failures = 0;
            hasRun = true;
            return more ? Duration.ZERO : pause;
        } catch (Throwable e) {
            // catches errors as well: nothing else would do the work
            if (e instanceof InterruptedException interrupted && isClosing()) {
                throw interrupted;
            }
            failures++;
            Duration wait = backoff.after(failures);
            if (!isClosing()) {
                Throwable trace = failures == 1 ? e : null; // later failures in a row have the same one
                String text = "%s failed %d times in a row: %s; next attempt in %d ms";
                LOG.warnf(trace, text, name, failures, e, wait.toMillis());
            }
            return wait;
        }
    }

    /** Waits 200 ms for the current run, then interrupts it, and waits for its end, ten seconds at most. */
    @Override
    public void close() {
        close(STOP_TIMEOUT);
    }

    /**
     * Closes the loop as {@link #close()} does.
     *
     * @param timeout after which the current run is interrupted
     */
    public void close(Duration timeout) {
        closing.countDown();
        try {
            if (!thread.join(timeout)) {
                thread.interrupt();
                boolean unused = thread.join(INTERRUPT_TIMEOUT);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
