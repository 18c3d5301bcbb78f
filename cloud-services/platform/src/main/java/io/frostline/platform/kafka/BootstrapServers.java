package io.frostline.platform.kafka;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;
import org.jboss.logging.Logger;

/**
 * Startup observer that delays the channels until the name of a bootstrap server resolves. Before that no consumer can be created,
 * which would end the process. A Kafka that is installed together with the services gets its name a while after them.
 */
@Singleton
final class BootstrapServers {
    private static final Logger LOG = Logger.getLogger(BootstrapServers.class);
    private static final int BEFORE_CHANNELS = 100;

    private final String servers;

    BootstrapServers(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.servers = String.valueOf(connection.get("bootstrap.servers"));
    }

    /** Waits until a server's name resolves, or one minute at most. After a minute Kafka's client reports what is wrong. */
    void await(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) throws InterruptedException {
        Instant giveUp = Instant.now().plus(Duration.ofMinutes(1));
        while (!isResolvable() && Instant.now().isBefore(giveUp)) {
            LOG.warnf("no name in kafka.bootstrap.servers=%s resolves yet", servers);
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private boolean isResolvable() {
        try {
            return !ClientUtils.parseAndValidateAddresses(List.of(servers.split(",")), ClientDnsLookup.USE_ALL_DNS_IPS)
                    .isEmpty();
        } catch (ConfigException e) {
            return false;
        }
    }
}
