package io.frostline.intake;

import io.frostline.contract.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings of the channels to Kafka, which name them as their {@code kafka-configuration}. */
@Singleton
final class ProducerSettings {
    private static final String NEVER = Integer.toString(Integer.MAX_VALUE);

    /** A record is not given up for as long as the process runs: what is under way is bounded by the MQTT receive maximum. */
    @Produces
    @Singleton
    @Identifier("intake-producer")
    Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", "true"),
                Map.entry("linger.ms", "2"),
                Map.entry("max.request.size", Integer.toString(Topics.LARGEST_RECORD)),
                Map.entry("delivery.timeout.ms", NEVER),
                Map.entry("max.block.ms", NEVER),
                Map.entry("max-inflight-messages", "0"), // as many as there are
                Map.entry("lazy-client", "true"),
                Map.entry("close-timeout", "2000"),
                Map.entry("health-enabled", "false"),
                Map.entry("tracing-enabled", "false"));
    }
}
