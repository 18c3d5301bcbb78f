package io.frostline.edge.sensing;

import io.frostline.contract.batch.Batch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Throttle of log entries for refused device messages: at most one a minute for each reason and topic. An entry has the count
 * since the previous entry and the text of the last message. Safe for use by several threads.
 */
final class RefusedMessages {
    private static final long ENTRY_INTERVAL = TimeUnit.MINUTES.toNanos(1);
    /** Maximum number of topics and reasons kept: a device that invents them must not fill the memory. */
    private static final int MAX_KINDS = 200;

    private static final int MAX_PAYLOAD = 1_000;

    private static final class Kind {
        private long nextEntry;
        private long count;
    }

    private final Map<String, Kind> kinds = new HashMap<>();
    private final SensorWatch.Log log;
    private final LongSupplier nanos;

    RefusedMessages(SensorWatch.Log log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    synchronized void add(String topic, String reason, byte[] payload) {
        long now = nanos.getAsLong();
        if (kinds.size() >= MAX_KINDS) {
            kinds.clear();
        }
        Kind kind = kinds.computeIfAbsent(topic + " " + reason, key -> {
            Kind fresh = new Kind();
            fresh.nextEntry = now;
            return fresh;
        });
        kind.count++;
        if (now - kind.nextEntry >= 0) {
            String text = new String(payload, StandardCharsets.UTF_8);
            String shown = text.length() > MAX_PAYLOAD ? text.substring(0, MAX_PAYLOAD) : text;
            log.entry(
                    Batch.Entry.MESSAGE_REFUSED,
                    topic + ": " + reason,
                    Map.of(
                            "topic", topic,
                            "reason", reason,
                            "count", Long.toString(kind.count),
                            "payload", shown));
            kind.nextEntry = now + ENTRY_INTERVAL;
            kind.count = 0;
        }
    }
}
