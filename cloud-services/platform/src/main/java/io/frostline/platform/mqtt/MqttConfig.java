package io.frostline.platform.mqtt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

@ConfigMapping(prefix = "mqtt")
interface MqttConfig {
    @WithDefault("localhost")
    String host();

    @WithDefault("1883")
    int port();

    Optional<String> username();

    Optional<String> password();

    /**
     * Use of TLS. The broker's certificate is issued by an authority of the JVM, or of {@code
     * quarkus.tls.mqtt.trust-store.pem.certs}.
     */
    @WithDefault("false")
    boolean tls();
}
