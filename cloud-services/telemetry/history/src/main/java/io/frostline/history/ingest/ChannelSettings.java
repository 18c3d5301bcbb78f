package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.ChannelDefaults;
import io.frostline.platform.kafka.ConsumerConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings of the Kafka channels, which name them as their {@code kafka-configuration}. */
@Singleton
final class ChannelSettings {
    /** Returns the settings of the consumer of readings; the database holds its offsets. */
    @Produces
    @Singleton
    @Identifier("history-consumer")
    Map<String, Object> consumer(ConsumerConfig config) {
        return ChannelDefaults.consumer(
                config,
                Map.of(
                        // one plain reading is one record, so the bytes of a fetch bound a poll, not this
                        "max.poll.records", "50000",
                        // waiting for more bytes makes fewer and larger transactions at low load
                        "fetch.min.bytes", "262144",
                        "fetch.max.wait.ms", "250",
                        "fetch.max.bytes", "8388608",
                        "max.partition.fetch.bytes", "4194304"));
    }

    /** Returns the settings of the producer of dead letters. */
    @Produces
    @Singleton
    @Identifier("history-producer")
    Map<String, Object> producer() {
        return ChannelDefaults.producer(Map.of(
                "max.request.size", Integer.toString(Topics.LARGEST_RECORD), "max-inflight-messages", "0")); // no limit
    }
}
