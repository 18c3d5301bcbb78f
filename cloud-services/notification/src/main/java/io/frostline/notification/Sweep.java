package io.frostline.notification;

import io.frostline.platform.loop.BackgroundLoop;
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
import java.time.Instant;
import java.util.Optional;
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
    private final BackgroundLoop loop;

    Sweep(OrderLists order, Mails mails, SweepMark mark, NotificationConfig config, MeterRegistry metrics) {
        this.order = order;
        this.mails = mails;
        this.mark = mark;
        this.config = config.sweep();
        this.repaired = metrics.counter("frostline.mails.repaired");
        // whose turn it is, the mark says: look more often than it comes
        this.loop = new BackgroundLoop("mail-sweep", this.config.every().dividedBy(5), this::sweepIfDue);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    /** Where it fails, the next sweep begins where this one did. */
    private boolean sweepIfDue() throws SQLException, IOException, InterruptedException {
        Optional<SweepMark.Taken> taken = mark.take(config.every());
        if (taken.isPresent()) {
            sweep(taken.get().sweptTo());
        }
        return false;
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

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
