package io.frostline.platform.mqtt;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/**
 * Factory of clients of the MQTT broker. The settings {@code mqtt.*} give address and access, e.g. {@code mqtt.host} or {@code
 * MQTT_USERNAME}. Clients reconnect automatically.
 */
@Singleton
public class MqttClients {
    private final MqttConfig config;
    private final Optional<KeyStore> trusted;

    MqttClients(MqttConfig config, TlsConfigurationRegistry certificates) {
        this.config = config;
        this.trusted = certificates.get("mqtt").map(TlsConfiguration::getTrustStore);
    }

    /**
     * Returns a builder of a client that has the connection settings.
     *
     * @throws IllegalStateException if the trust store is invalid
     */
    public Mqtt5ClientBuilder builder() {
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .serverHost(config.host())
                .serverPort(config.port())
                .automaticReconnect()
                .initialDelay(200, TimeUnit.MILLISECONDS)
                .maxDelay(5, TimeUnit.SECONDS)
                .applyAutomaticReconnect();
        if (config.tls()) {
            builder = trusted.isEmpty()
                    ? builder.sslWithDefaultConfig()
                    : builder.sslConfig()
                            .trustManagerFactory(trusting(trusted.get()))
                            .applySslConfig();
        }
        if (config.username().isPresent()) {
            // a secret that was created from a file ends with a line break
            builder = builder.simpleAuth()
                    .username(config.username().get().strip())
                    .password(config.password().orElse("").strip().getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        return builder;
    }

    private static TrustManagerFactory trusting(KeyStore authorities) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            return trust;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("quarkus.tls.mqtt.trust-store: " + e.getMessage(), e);
        }
    }
}
