package io.frostline.edge.uplink;

import io.frostline.contract.Topics;
import io.frostline.contract.tls.TrustedAuthorities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Single connection to the cloud's broker. Once lost it stays lost, and a new link replaces it. */
final class MqttLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final long DISCONNECT_TIMEOUT_MILLIS = 1_000;

    private final MqttAsyncClient client;
    private volatile boolean lost;

    private MqttLink(MqttAsyncClient client) {
        this.client = client;
    }

    /**
     * Connects and subscribes to the site's receipts and commands.
     *
     * @param messages receives topic and payload of each message, on the client's thread
     */
    static MqttLink connect(UplinkConfig config, String site, byte[] will, BiConsumer<String, byte[]> messages)
            throws MqttException, IOException {
        MqttAsyncClient client =
                new MqttAsyncClient(config.broker(), "frostline-agent-" + site, new MemoryPersistence());
        MqttLink link = new MqttLink(client);
        client.setCallback(link.new Events(messages));
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setConnectionTimeout((int) (TIMEOUT_MILLIS / 1000));
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        MqttMessage lastWill = new MqttMessage(will, 1, true, new MqttProperties());
        options.setWill(Topics.status(site), lastWill);
        options.setUserName(config.username());
        String password = config.password();
        if (password != null) {
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        Path trust = config.trust();
        if (trust != null) {
            options.setSocketFactory(TrustedAuthorities.of(trust));
        }
        try {
            client.connect(options).waitForCompletion(TIMEOUT_MILLIS);
            client.subscribe(new String[] {Topics.receipt(site), Topics.command(site)}, new int[] {1, 1})
                    .waitForCompletion(TIMEOUT_MILLIS);
            return link;
        } catch (MqttException e) {
            link.close();
            throw e;
        }
    }

    boolean isUp() {
        return !lost && client.isConnected();
    }

    /** Publishes at QoS 1; {@code acknowledged} runs when the broker has it, which does not mean that the cloud has it. */
    void publish(String topic, byte[] payload, boolean retained, Runnable acknowledged) throws MqttException {
        MqttMessage message = new MqttMessage(payload, 1, retained, new MqttProperties());
        client.publish(topic, message, null, new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                acknowledged.run();
            }

            @Override
            public void onFailure(@Nullable IMqttToken token, @Nullable Throwable failure) {
                LOG.debug("a publish failed", failure);
            }
        });
    }

    /** Publishes a last, retained message and disconnects cleanly, so that the broker does not send the last will. */
    void leave(String topic, byte[] payload) {
        try {
            client.publish(topic, new MqttMessage(payload, 1, true, new MqttProperties()))
                    .waitForCompletion(DISCONNECT_TIMEOUT_MILLIS);
            client.disconnect(0).waitForCompletion(DISCONNECT_TIMEOUT_MILLIS);
        } catch (MqttException e) {
            LOG.debug("saying good-bye: {}", e.getMessage());
        } finally {
            close();
        }
    }

    /** Closes without waiting for messages in flight; to the broker it is a lost connection. */
    @Override
    public void close() {
        lost = true;
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 500, false);
            }
        } catch (MqttException e) {
            LOG.debug("disconnecting: {}", e.getMessage());
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    private final class Events implements MqttCallback {
        private final BiConsumer<String, byte[]> messages;

        private Events(BiConsumer<String, byte[]> messages) {
            this.messages = messages;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            messages.accept(topic, message.getPayload());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost = true;
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.debug("MQTT: {}", exception.getMessage());
        }

        @Override
        public void deliveryComplete(@Nullable IMqttToken token) {
            // each publish has its own listener
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // connect() waits for it
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no extended authentication
        }
    }
}
