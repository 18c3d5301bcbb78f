package io.frostline.notification.delivery;

import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.loop.Backoff;
import io.micrometer.core.instrument.Counter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sender of due deliveries, several concurrently, and by several instances at once. It marks a delivery as taken in the database
 * before it sends it. If it is killed between the send and the mark of its outcome, nobody knows whether the delivery went out. It
 * is then sent again, under the same key, when its lease has expired. It starts and stops with the application.
 */
public abstract class Sender<A extends Attempt> {
    private static final Logger LOG = Logger.getLogger(Sender.class);
    /**
     * Time that a lease has beyond the longest send: a live sender has an outcome and has marked it before another takes the same
     * delivery.
     */
    private static final Duration MARK_TIMEOUT = Duration.ofSeconds(10);

    private final String what;
    private final Deliveries<?, A> deliveries;
    private final Transport<A> transport;
    private final Policy policy;
    private final Backoff backoff;
    private final Counter repeated;
    private final Semaphore free;
    private final ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor();
    private final BackgroundLoop loop;

    /** Limits of sending. */
    public interface Policy {
        /** Upper bound of deliveries that one instance sends concurrently. */
        @WithDefault("4")
        int atOnce();

        /** Interval between polls for due deliveries. */
        @WithDefault("500ms")
        Duration poll();

        /** First backoff after a failure; it doubles with each further one. */
        @WithDefault("2s")
        Duration firstPause();

        /** Upper bound of the backoff. */
        @WithDefault("1h")
        Duration longestPause();

        /** Number of failed attempts after which a delivery has failed; with this backoff, after about two days. */
        @WithDefault("60")
        int attempts();
    }

    /**
     * @param what name of one delivery, for the log
     * @param repeated counter of deliveries sent again because their outcome was unknown
     */
    protected Sender(
            String what, Deliveries<?, A> deliveries, Transport<A> transport, Policy policy, Counter repeated) {
        this.what = what;
        this.deliveries = deliveries;
        this.transport = transport;
        this.policy = policy;
        this.backoff = new Backoff(policy.firstPause(), policy.longestPause());
        this.repeated = repeated;
        this.free = new Semaphore(policy.atOnce());
        this.loop = new BackgroundLoop(what + "-sender", policy.poll(), this::takeSome);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    private boolean takeSome() throws InterruptedException {
        free.acquire();
        int slots = 1 + free.drainPermits();
        List<A> taken = List.of();
        try {
            taken = deliveries.take(slots, transport.longest().plus(MARK_TIMEOUT));
        } finally {
            free.release(slots - taken.size());
        }
        for (A each : taken) {
            var unused = sending.submit(() -> {
                try {
                    send(each);
                } finally {
                    free.release();
                }
                return each;
            });
        }
        return taken.size() == slots;
    }

    private void send(A each) throws InterruptedException {
        if (each.repeated()) {
            LOG.warnf(
                    "%s %s was being sent when its sender ended; sending it again under the same key", what, each.id());
            repeated.increment();
        }
        mark(each, transport.send(each));
    }

    private void mark(A each, Outcome outcome) {
        try {
            switch (outcome) {
                case Outcome.Accepted accepted -> deliveries.sent(each);
                case Outcome.Refused refused -> deliveries.failed(each, refused.reason());
                case Outcome.Unknown unknown
                when each.attempts() >= policy.attempts() ->
                    deliveries.failed(each, "gave up after " + each.attempts() + " attempts: " + unknown.reason());
                case Outcome.Unknown unknown -> {
                    LOG.infof(
                            "%s %s, attempt %d: %s; trying again", what, each.id(), each.attempts(), unknown.reason());
                    deliveries.later(each, backoff.after(each.attempts()), unknown.reason());
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf(
                    "%s %s: what came of it could not be kept, it will be sent again: %s",
                    what, each.id(), e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
        sending.shutdown();
        boolean unused = sending.awaitTermination(transport.longest().toMillis(), TimeUnit.MILLISECONDS);
    }
}
