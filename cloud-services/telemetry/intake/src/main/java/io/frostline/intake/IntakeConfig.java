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
         * Distinct among the intakes of a broker, since of two with one id each puts the other out; and kept across restarts:
         * the broker keeps its queue by it.
         */
        @WithDefault("frostline-intake-${HOSTNAME:1}")
        String clientId();

        /** Messages that may be under way to Kafka at once; bounds the memory of this process. */
        @WithDefault("64")
        int inFlight();

        /** After so long without anything, although the broker has something, intake connects anew. */
        @WithDefault("30s")
        Duration silence();
    }

    /** Of the readings topic where intake has to make it. */
    interface Topic {
        @WithDefault("4")
        int partitions();

        /** -1: the broker's default. */
        @WithDefault("-1")
        short replication();
    }
}
