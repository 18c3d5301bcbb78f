package io.frostline.platform.kafka;

import java.util.HashMap;
import java.util.Map;

/** Settings that all channels from and to Kafka have in common. */
public final class ChannelDefaults {
    /** Services have a health of their own, which knows their database, too. */
    private static final Map<String, Object> CHANNEL =
            Map.of("close-timeout", "2000", "health-enabled", "false", "tracing-enabled", "false");

    private ChannelDefaults() {}

    /**
     * Returns settings of a consumer that commits its offsets itself. Records that are under way when the process ends come again:
     * waiting for them would lengthen every stop by seconds.
     *
     * @param own further settings, which win
     */
    public static Map<String, Object> consumer(Map<String, Object> own) {
        return merged(
                Map.of(
                        "batch", "true",
                        "max-queue-size-factor", "1",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "commit-strategy", "ignore",
                        "graceful-shutdown", "false",
                        "session.timeout.ms", "10000"),
                own);
    }

    /**
     * Returns settings of an idempotent producer at acks=all. A delivery ends within 20 s, before the 30 s that senders wait;
     * {@code max.block.ms} is not less, since the connector would send a record that timed out once more, behind later ones of its
     * key.
     *
     * @param own further settings, which win
     */
    public static Map<String, Object> producer(Map<String, Object> own) {
        return merged(
                Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        "request.timeout.ms", "10000",
                        "delivery.timeout.ms", "20000",
                        "max.block.ms", "20000",
                        "lazy-client", "true"),
                own);
    }

    private static Map<String, Object> merged(Map<String, Object> common, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(CHANNEL);
        all.putAll(common);
        all.putAll(own);
        return all;
    }
}
