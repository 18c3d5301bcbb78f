package io.frostline.platform.mqtt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The broker of the sites' agents. */
@ConfigMapping(prefix = "mqtt")
interface MqttConfig {
    @WithDefault("localhost")
    String host();

    @WithDefault("1883")
    int port();

    Optional<String> username();

    Optional<String> password();

    /** Its certificate is of an authority that the JVM knows, or of {@code quarkus.tls.mqtt.trust-store.pem.certs}. */
    @WithDefault("false")
    boolean tls();
}
