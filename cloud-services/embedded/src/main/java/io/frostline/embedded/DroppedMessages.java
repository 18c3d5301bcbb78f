package io.frostline.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages at QoS 0 for which there was no room, by site: said in the log, at most once a minute. */
final class DroppedMessages {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedMessages.class);
    private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, AtomicLong> bySite = new ConcurrentHashMap<>();
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    void count(String site) {
        bySite.computeIfAbsent(site, name -> new AtomicLong()).incrementAndGet();
        long due = nextLine.get();
        long now = System.nanoTime();
        if (now - due >= 0 && nextLine.compareAndSet(due, now + BETWEEN_LINES)) {
            LOG.warn("messages at QoS 0 that were dropped since the start, too much waited for Kafka: {}", bySite);
        }
    }
}
