package io.frostline.intake;

import static io.frostline.intake.ReadingsTopic.LARGEST_RECORD;

import io.frostline.platform.kafka.ChannelDefaults;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings of the Kafka channels, which name them as their {@code kafka-configuration}. */
@Singleton
final class ProducerSettings {
    private static final String UNLIMITED = Integer.toString(Integer.MAX_VALUE);

    /**
     * Returns the settings of a producer that retries a record for as long as the process runs. {@link ReadingsTopic} bounds what
     * is in flight.
     */
    @Produces
    @Singleton
    @Identifier("intake-producer")
    Map<String, Object> settings() {
        return ChannelDefaults.producer(Map.of(
                "linger.ms", "2",
                "max.request.size", LARGEST_RECORD,
                "delivery.timeout.ms", UNLIMITED,
                "max.block.ms", UNLIMITED,
                "max-inflight-messages", "0")); // no limit
    }
}
