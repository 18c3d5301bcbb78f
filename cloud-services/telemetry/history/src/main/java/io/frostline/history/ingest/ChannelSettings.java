package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings of the channels from and to Kafka, which name them as their {@code kafka-configuration}. */
@Singleton
final class ChannelSettings {
    /** The database says where to go on. */
    @Produces
    @Singleton
    @Identifier("history-consumer")
    Map<String, Object> consumer() {
        return Map.ofEntries(
                Map.entry("batch", "true"),
                // a plain reading is a record: the bytes of a fetch bound a poll
                Map.entry("max.poll.records", "50000"),
                Map.entry("max-queue-size-factor", "1"),
                Map.entry("poll-timeout", "500"),
                // waiting for more makes fewer and larger transactions when it is quiet
                Map.entry("fetch.min.bytes", "262144"),
                Map.entry("fetch.max.wait.ms", "250"),
                Map.entry("fetch.max.bytes", "8388608"),
                Map.entry("max.partition.fetch.bytes", "4194304"),
                Map.entry("auto.offset.reset", "earliest"),
                Map.entry("enable.auto.commit", "false"),
                Map.entry("commit-strategy", "ignore"),
                Map.entry("graceful-shutdown", "false"),
                Map.entry("session.timeout.ms", "10000"),
                Map.entry("close-timeout", "2000"),
                Map.entry("health-enabled", "false"),
                Map.entry("tracing-enabled", "false"));
    }

    @Produces
    @Singleton
    @Identifier("history-producer")
    Map<String, Object> producer() {
        return Map.ofEntries(
                Map.entry("acks", "all"),
                Map.entry("max.request.size", Integer.toString(Topics.LARGEST_RECORD)),
                // done with a record, one way or the other, before whoever sent it gives it up
                Map.entry("delivery.timeout.ms", "20000"),
                Map.entry("request.timeout.ms", "10000"),
                Map.entry("max.block.ms", "20000"),
                Map.entry("max-inflight-messages", "0"), // as many as there are
                Map.entry("lazy-client", "true"),
                Map.entry("close-timeout", "2000"),
                Map.entry("health-enabled", "false"),
                Map.entry("tracing-enabled", "false"));
    }
}
