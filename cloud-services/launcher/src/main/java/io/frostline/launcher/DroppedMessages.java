package io.frostline.launcher;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counter, by site, of messages at QoS 0 for which there was no room. It logs them once a minute at most, and publishes their
 * number on the topic that mosquitto uses for it.
 */
final class DroppedMessages {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedMessages.class);
    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private static final String TOPIC = "$SYS/broker/publish/messages/dropped";
    private static final long REPORT_INTERVAL = 2;

    private final AtomicLong all = new AtomicLong();
    private final AtomicLong told = new AtomicLong(-1);
    private final Map<String, AtomicLong> bySite = new ConcurrentHashMap<>();
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    void start() {
        var unused = Services.extensionExecutorService()
                .scheduleWithFixedDelay(this::tell, 0, REPORT_INTERVAL, TimeUnit.SECONDS);
    }

    private void tell() {
        long now = all.get();
        if (told.getAndSet(now) != now) {
            var unused = Services.publishService()
                    .publish(Builders.publish()
                            .topic(TOPIC)
                            .qos(Qos.AT_MOST_ONCE)
                            .retain(true)
                            .payload(ByteBuffer.wrap(Long.toString(now).getBytes(StandardCharsets.US_ASCII)))
                            .build());
        }
    }

    void count(String site) {
        all.incrementAndGet();
        bySite.computeIfAbsent(site, name -> new AtomicLong()).incrementAndGet();
        long due = nextLine.get();
        long now = System.nanoTime();
        if (now - due >= 0 && nextLine.compareAndSet(due, now + LOG_INTERVAL)) {
            LOG.warn("messages at QoS 0 that were dropped since the start, too much waited for Kafka: {}", bySite);
        }
    }
}
