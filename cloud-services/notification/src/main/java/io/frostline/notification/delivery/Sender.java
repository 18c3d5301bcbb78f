package io.frostline.notification.delivery;

import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.loop.Backoff;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends what is due, some side by side, and by several instances at once. Who takes something on says so in the database
 * before it is sent. Who is killed between the send and its mark leaves something of which nobody knows whether it went out: it
 * is sent again, under the same key, once its lease has ended.
 */
public final class Sender<A extends Attempt> {
    private static final Logger LOG = Logger.getLogger(Sender.class);
    /**
     * Beyond the longest send: a sender that lives has an outcome by then, and has marked it, before another takes the same on.
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

    /**
     * @param atOnce that are being sent at the same moment
     * @param poll how often to look for what is due
     * @param attempts after so many failures one has failed
     */
    public record Policy(int atOnce, Duration poll, Duration firstPause, Duration longestPause, int attempts) {}

    /**
     * @param what one of them is, for the log
     * @param repeated counts those sent again since nobody knew whether they had been
     */
    public Sender(String what, Deliveries<?, A> deliveries, Transport<A> transport, Policy policy, Counter repeated) {
        this.what = what;
        this.deliveries = deliveries;
        this.transport = transport;
        this.policy = policy;
        this.backoff = new Backoff(policy.firstPause, policy.longestPause);
        this.repeated = repeated;
        this.free = new Semaphore(policy.atOnce);
        this.loop = new BackgroundLoop(what + "-sender", policy.poll, this::takeSome);
    }

    public void start() {
        loop.start();
    }

    /** @return whether there may be more */
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
                when each.attempts() >= policy.attempts ->
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

    public void close() throws InterruptedException {
        loop.close();
        sending.shutdown();
        boolean unused = sending.awaitTermination(transport.longest().toMillis(), TimeUnit.MILLISECONDS);
    }
}
