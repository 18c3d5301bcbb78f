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
 * Messages that the broker says it has dropped, after it had acknowledged them or not, since this process first heard of it:
 * mosquitto and EMQX tell it on topics of their own, and the broker that comes with the product as mosquitto does. Safe for use by
 * several threads.
 */
final class BrokerDrops {
    /**
     * Of mosquitto (mosquitto(8), broker status), and of each node of EMQX (docs, system topics) that a subscriber's queue was full:
     * what it calls messages dropped has mostly had no subscriber.
     */
    static final List<String> TOPICS =
            List.of("$SYS/broker/publish/messages/dropped", "$SYS/brokers/+/metrics/delivery/dropped/queue_full");

    private static final Logger LOG = Logger.getLogger(BrokerDrops.class);
    private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    /** What was said last, by topic. */
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    private final Counter dropped;
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    BrokerDrops(MeterRegistry metrics) {
        dropped = metrics.counter("frostline.intake.broker.dropped");
    }

    /** @return whether it was a message of the broker's own */
    boolean take(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        if (!topic.startsWith("$SYS/")) {
            return false;
        }
        try {
            long now = Long.parseLong(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8).strip());
            Long before = said.put(topic, now);
            // what is less is of a broker that has begun anew
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
        if (System.nanoTime() - due >= 0 && nextLine.compareAndSet(due, System.nanoTime() + BETWEEN_LINES)) {
            LOG.warnf("the broker has dropped %d more messages: raise what it may queue for a client", more);
        }
    }
}
