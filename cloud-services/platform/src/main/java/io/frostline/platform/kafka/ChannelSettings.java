package io.frostline.platform.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings that channels of events have in common; a channel names them as its {@code kafka-configuration}. */
@Singleton
final class ChannelSettings {
    /** Returns the settings of a consumer whose effects and inbox are committed before its offset moves on. */
    @Produces
    @Singleton
    @Identifier("event-consumer")
    Map<String, Object> consumer() {
        return Map.ofEntries(
                Map.entry("batch", "true"),
                Map.entry("max.poll.records", "500"),
                Map.entry("max-queue-size-factor", "1"),
                Map.entry("auto.offset.reset", "earliest"),
                Map.entry("enable.auto.commit", "false"),
                // the consumer commits what it has processed
                Map.entry("commit-strategy", "ignore"),
                // what was under way comes again: waiting for it would lengthen every stop by seconds
                Map.entry("graceful-shutdown", "false"),
                Map.entry("allow.auto.create.topics", "false"),
                Map.entry("session.timeout.ms", "10000"),
                Map.entry("close-timeout", "2000"),
                // consumers have a health of their own, which knows their database, too
                Map.entry("health-enabled", "false"),
                Map.entry("tracing-enabled", "false"));
    }

    /** Returns the settings of a producer that keeps the order of events. */
    @Produces
    @Singleton
    @Identifier("event-producer")
    Map<String, Object> producer() {
        return Map.ofEntries(
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", "true"),
                Map.entry("linger.ms", "0"),
                Map.entry("request.timeout.ms", "10000"),
                Map.entry("delivery.timeout.ms", "20000"),
                // not less than the delivery timeout: the connector would send a record that timed out once more,
                // behind
                // later ones of its key
                Map.entry("max.block.ms", "20000"),
                Map.entry("lazy-client", "true"),
                Map.entry("close-timeout", "2000"),
                Map.entry("health-enabled", "false"),
                Map.entry("tracing-enabled", "false"));
    }
}
