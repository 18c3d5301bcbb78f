package io.frostline.launcher;

import io.frostline.contract.Topics;
import io.frostline.contract.tls.TrustedAuthorities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** Device of a site that has no agent: it publishes readings as JSON. */
record Device(MqttClient client, String topic) implements AutoCloseable {
    private static final int SECONDS = 10;

    /** @param trust PEM file of accepted signers of the broker's certificate; null: those that the JVM knows */
    static Device connect(
            String broker, String site, @Nullable String username, @Nullable String password, @Nullable Path trust)
            throws MqttException, IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setConnectionTimeout(SECONDS);
        if (username != null && !username.isEmpty()) {
            options.setUserName(username.strip());
            options.setPassword((password == null ? "" : password).strip().getBytes(StandardCharsets.UTF_8));
        }
        if (trust != null) {
            options.setSocketFactory(TrustedAuthorities.of(trust));
        }
        MqttClient client = new MqttClient(broker, site + "/check-" + UUID.randomUUID(), new MemoryPersistence());
        client.setTimeToWait(SECONDS * 1000L);
        client.connect(options);
        return new Device(client, Topics.reading(site));
    }

    /** Sends a reading and returns when the broker has it. */
    void send(String reading) throws MqttException {
        MqttMessage message = new MqttMessage(reading.getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        client.publish(topic, message);
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 1000);
        client.close();
    }
}
