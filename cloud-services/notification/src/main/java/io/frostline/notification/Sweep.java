package io.frostline.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Repairs what an event never reached: compares order's customers and ended orders with the mails, and makes those due that
 * are missing. Keys are the events', so what an event brings later, or brought meanwhile, is no second mail.
 */
@ApplicationScoped
class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);

    private final OrderLists order;
    private final Mails mails;
    private final SweepMark mark;
    private final NotificationConfig.Sweep config;
    private final Counter repaired;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("mail-sweep").unstarted(this::run);

    Sweep(OrderLists order, Mails mails, SweepMark mark, NotificationConfig config, MeterRegistry metrics) {
        this.order = order;
        this.mails = mails;
        this.mark = mark;
        this.config = config.sweep();
        this.repaired = metrics.counter("frostline.mails.repaired");
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    private void run() {
        try {
            // whose turn it is, the mark says: look more often than it comes
            while (!closing.await(config.every().toMillis() / 5, TimeUnit.MILLISECONDS)) {
                sweepIfDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepIfDue() throws InterruptedException {
        try {
            Optional<SweepMark.Taken> taken = mark.take(config.every());
            if (taken.isPresent()) {
                sweep(taken.get().sweptTo());
            }
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warnf("sweeping: %s; the next sweep begins where this one did", e.getMessage());
        }
    }

    private void sweep(Optional<Instant> sweptTo) throws SQLException, IOException, InterruptedException {
        Instant to = clock.instant().minus(config.grace());
        Instant from = sweptTo.orElse(to.minus(config.atFirst())).minus(config.overlap());
        if (from.isBefore(to)) {
            for (URI list : order.firstPages(from, to)) {
                addAll(list);
            }
            mark.sweptTo(to);
        }
    }

    private void addAll(URI list) throws SQLException, IOException, InterruptedException {
        Optional<URI> next = Optional.of(list);
        while (next.isPresent()) {
            OrderLists.Listed page = order.page(next.get());
            int missing = mails.add(page.news());
            if (missing > 0) {
                LOG.warnf("%d mails were due of which no event had told", missing);
                repaired.increment(missing);
            }
            next = page.next();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        thread.join(Duration.ofSeconds(10));
    }
}
