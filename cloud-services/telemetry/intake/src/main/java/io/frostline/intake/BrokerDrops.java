package io.frostline.intake;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Counter of messages that the broker reports as dropped, acknowledged or not, since this process first received its count.
 * Mosquitto and EMQX publish it on topics of their own; the broker shipped with the product does so like mosquitto. Thread-safe.
 */
final class BrokerDrops {
    /**
     * Topics of mosquitto (mosquitto(8), broker status), and of full subscriber queues at each EMQX node (docs, system topics).
     * EMQX's own count of dropped messages is not used: most of those had no subscriber.
     */
    static final List<String> TOPICS =
            List.of("$SYS/broker/publish/messages/dropped", "$SYS/brokers/+/metrics/delivery/dropped/queue_full");

    private static final Logger LOG = Logger.getLogger(BrokerDrops.class);
    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    /** Last reported count, by topic. */
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    private final Counter dropped;
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    BrokerDrops(MeterRegistry metrics) {
        dropped = metrics.counter("frostline.intake.broker.dropped");
    }

    /** Counts the drops in a message of the broker's own. Returns true if it was such a message. */
    boolean take(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        if (!topic.startsWith("$SYS/")) {
            return false;
        }
        try {
            long now = Long.parseLong(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8).strip());
            Long before = said.put(topic, now);
            // a smaller count comes from a restarted broker
            if (before != null && now > before) {
                dropped.increment(now - before);
                warn(now - before);
            }
        } catch (NumberFormatException e) {
            LOG.debugf("%s says no number", topic);
        }
        return true;
    }

    private void warn(long more) {
        long due = nextLine.get();
        if (System.nanoTime() - due >= 0 && nextLine.compareAndSet(due, System.nanoTime() + LOG_INTERVAL)) {
            LOG.warnf("the broker has dropped %d more messages: raise what it may queue for a client", more);
        }
    }
}
