package io.frostline.notification;

import io.frostline.platform.loop.BackgroundLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Link;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Repair of mails whose event never arrived: compares order's customers and ended orders with the mails, and makes missing ones
 * due. The keys are those of the events, so an event that arrives later, or meanwhile, makes no second mail.
 */
@ApplicationScoped
class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final int PAGE_ROWS = 500;

    private final OrderClient order;
    private final Mails mails;
    private final SweepMark mark;
    private final NotificationConfig.Sweep config;
    private final Counter repaired;
    private final Clock clock = Clock.systemUTC();
    private final BackgroundLoop loop;

    Sweep(
            @RestClient OrderClient order,
            Mails mails,
            SweepMark mark,
            NotificationConfig config,
            MeterRegistry metrics) {
        this.order = order;
        this.mails = mails;
        this.mark = mark;
        this.config = config.sweep();
        this.repaired = metrics.counter("frostline.mails.repaired");
        // the mark decides which instance sweeps: poll it more often than a sweep is due
        this.loop = new BackgroundLoop("mail-sweep", this.config.every().dividedBy(5), this::sweepIfDue);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    /** Sweeps if it is due. If that fails, the next sweep starts from the same point. */
    boolean sweepIfDue() {
        Optional<SweepMark.Taken> taken = mark.take(config.every());
        if (taken.isPresent()) {
            sweep(taken.get().sweptTo());
        }
        return false;
    }

    private void sweep(@Nullable Instant sweptTo) {
        Instant to = clock.instant().minus(config.grace());
        Instant from = (sweptTo == null ? to.minus(config.atFirst()) : sweptTo).minus(config.overlap());
        if (from.isBefore(to)) {
            addAll(cursor -> order.customers(from, to, PAGE_ROWS, cursor));
            addAll(cursor -> order.orders(from, to, PAGE_ROWS, cursor));
            mark.sweptTo(to);
        }
    }

    private <T extends News> void addAll(Function<@Nullable String, RestResponse<List<T>>> list) {
        String cursor = null;
        do {
            RestResponse<List<T>> page = list.apply(cursor);
            int missing = mails.add(page.getEntity());
            if (missing > 0) {
                LOG.warnf("%d mails were due of which no event had told", missing);
                repaired.increment(missing);
            }
            cursor = nextCursor(page);
        } while (cursor != null);
    }

    private static @Nullable String nextCursor(RestResponse<?> page) {
        Link next = page.getLink("next");
        if (next == null) {
            return null;
        }
        List<String> cursor = new QueryStringDecoder(next.getUri()).parameters().get("cursor");
        return Objects.requireNonNull(cursor, () -> "order's link has no cursor: " + next)
                .getFirst();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
