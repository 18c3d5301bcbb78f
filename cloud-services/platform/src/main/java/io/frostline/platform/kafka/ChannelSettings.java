package io.frostline.platform.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Settings of event channels; a channel names them as its {@code kafka-configuration}. */
@Singleton
final class ChannelSettings {
    /** Returns the settings of a consumer whose effects and inbox are committed before its offset advances. */
    @Produces
    @Singleton
    @Identifier("event-consumer")
    Map<String, Object> consumer(ConsumerConfig config) {
        return ChannelDefaults.consumer(config, Map.of("max.poll.records", "500", "allow.auto.create.topics", "false"));
    }

    /** Returns the settings of a producer that keeps the order of events. */
    @Produces
    @Singleton
    @Identifier("event-producer")
    Map<String, Object> producer() {
        return ChannelDefaults.producer(Map.of("linger.ms", "0"));
    }
}
