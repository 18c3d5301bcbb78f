package io.frostline.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.intake")
public interface IntakeConfig {
    Mqtt mqtt();

    Topic topic();

    interface Mqtt {
        /**
         * MQTT client id. It must differ between the intakes of a broker: two clients with one id disconnect each other. It must
         * stay the same across restarts: the broker keeps its queue by it.
         */
        @WithDefault("frostline-intake-${HOSTNAME:1}")
        String clientId();

        /** Upper bound of messages in flight to Kafka at once; bounds the memory of this process. */
        @WithDefault("64")
        int inFlight();

        /** Timeout after which intake reconnects if nothing arrives, although the broker has something. */
        @WithDefault("30s")
        Duration silence();
    }

    /** Settings of the readings topic, if intake must create it; {@code replication} also applies to its dead-letter topics. */
    interface Topic {
        @WithDefault("4")
        int partitions();

        /** Replication factor; -1 for the broker's default. */
        @WithDefault("-1")
        short replication();
    }
}
