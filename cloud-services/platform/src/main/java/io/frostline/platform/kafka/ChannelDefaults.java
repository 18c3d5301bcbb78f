package io.frostline.platform.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Default settings of all channels from and to Kafka. */
public final class ChannelDefaults {
    /**
     * Settings of consumers and producers. Channel health is off: services have their own health check, which also covers their
     * database.
     */
    private static final Map<String, Object> CHANNEL =
            Map.of("close-timeout", "2000", "health-enabled", "false", "tracing-enabled", "false");

    /**
     * Longest poll. A channel pauses its partitions while a batch waits to be processed, and resumes them only when the poll in
     * progress returns: the next records wait as long.
     */
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(20);

    private ChannelDefaults() {}

    /**
     * Returns settings of a consumer that commits its offsets itself. Records in progress when the process ends are delivered
     * again: waiting for them would lengthen every stop by seconds.
     *
     * @param own further settings, which override the defaults
     */
    public static Map<String, Object> consumer(ConsumerConfig config, Map<String, Object> own) {
        long session = config.sessionTimeout().toMillis();
        return merged(
                Map.of(
                        "batch", "true",
                        "max-queue-size-factor", "1",
                        "poll-timeout", Long.toString(POLL_TIMEOUT.toMillis()),
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "commit-strategy", "ignore",
                        "graceful-shutdown", "false",
                        "session.timeout.ms", Long.toString(session),
                        "heartbeat.interval.ms", Long.toString(Math.min(3_000, session / 3))),
                own);
    }

    /**
     * Returns settings of an idempotent producer with acks=all. A delivery ends within 20 s, before the 30 s timeout of senders.
     * {@code max.block.ms} is not shorter: the connector would retry a record that timed out, behind later ones of its key.
     *
     * @param own further settings, which override the defaults
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
