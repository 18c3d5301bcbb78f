package io.frostline.platform.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Thread that repeats a task until it is closed: at once while there is more to do, after a pause where there is not, after a
 * growing pause where it failed. A failed run is logged, and counted in {@code frostline_background_failures} until one
 * succeeds; it never ends the thread. The task itself must leave nothing behind that a later run, or another process, can't
 * take up: a kill ends it anywhere.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BackgroundLoop.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
    /** Short: loops are closed one after the other, and what they wait for may be gone already. */
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(200);

    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(10);

    /** One run of the work. */
    @FunctionalInterface
    public interface Task {
        /** @return whether there may be more to do at once */
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
     * @param name of the thread, and of the loop in logs and metrics
     * @param pause after a run that left nothing to do; backoff begins with as much and grows to five seconds, or to the pause
     *     where that is longer
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

    /** Starts with a pause: what the task calls in its own process may not listen yet. */
    public void start() {
        first = pause;
        thread.start();
    }

    /** Starts with a run. */
    public void startAtOnce() {
        thread.start();
    }

    /** Returns whether the loop runs and its last run succeeded; false until the first has ended. */
    public boolean isHealthy() {
        return hasRun && failures == 0 && thread.isAlive();
    }

    /** Returns whether the loop is being closed: a task that takes long ends early. */
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

    /** @return how long to wait for the next run */
    private Duration runOnce() throws InterruptedException {
        try {
            boolean more = task.runOnce();
            failures = 0;
            hasRun = true;
            return more ? Duration.ZERO : pause;
        } catch (Throwable e) {
            // an error, too: nobody else would do the work
            if (e instanceof InterruptedException interrupted && isClosing()) {
                throw interrupted;
            }
            failures++;
            Duration wait = backoff.after(failures);
            if (!isClosing()) {
                // the trace once: a failure that goes on says the same each time
                LOG.warnf(
                        failures == 1 ? e : null,
                        "%s failed %d times in a row: %s; next attempt in %d ms",
                        name,
                        failures,
                        e,
                        wait.toMillis());
            }
            return wait;
        }
    }

    /** Waits a moment for the run under way, then interrupts it, and waits until it has ended, for ten seconds at most. */
    @Override
    public void close() {
        close(STOP_TIMEOUT);
    }

    /** Closes as {@link #close()} does. @param timeout after which the run under way is interrupted */
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
