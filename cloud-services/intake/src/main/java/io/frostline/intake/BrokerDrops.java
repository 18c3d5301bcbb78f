package io.frostline.intake;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Messages that the broker says it has dropped since its start, after it had acknowledged them or not: mosquitto and EMQX tell it on
 * topics of their own, and the broker that comes with the product as mosquitto does. Safe for use by several threads.
 */
final class BrokerDrops {
    /** Of mosquitto (mosquitto(8), broker status), and of EMQX (docs, system topics) for each of its nodes. */
    static final List<String> TOPICS =
            List.of("$SYS/broker/publish/messages/dropped", "$SYS/brokers/+/metrics/messages/dropped");

    private static final Logger LOG = Logger.getLogger(BrokerDrops.class);
    private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Long> dropped = new ConcurrentHashMap<>();
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    BrokerDrops(MeterRegistry metrics) {
        FunctionCounter.builder("frostline.intake.broker.dropped", this, BrokerDrops::count)
                .register(metrics);
    }

    private double count() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @return whether it was a message of the broker's own */
    boolean take(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        if (!topic.startsWith("$SYS/")) {
            return false;
        }
        try {
            long now = Long.parseLong(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8).strip());
            Long before = dropped.put(topic, now);
            if (now > (before == null ? 0 : before)) {
                warn(now);
            }
        } catch (NumberFormatException e) {
            LOG.debugf("%s says no number", topic);
        }
        return true;
    }

    private void warn(long now) {
        long due = nextLine.get();
        if (System.nanoTime() - due >= 0 && nextLine.compareAndSet(due, System.nanoTime() + BETWEEN_LINES)) {
            LOG.warnf("the broker has dropped %d messages since its start: raise what it may queue for a client", now);
        }
    }
}
