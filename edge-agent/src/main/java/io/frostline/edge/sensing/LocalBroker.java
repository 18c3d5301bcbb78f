package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
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

/**
 * Readings of devices that publish plain JSON to a broker at the site. A message is acknowledged when its readings are
 * durable in the buffer, so the broker keeps what an agent that is down can't take.
 */
public final class LocalBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

    /** Messages that wait for the disk at once. */
    private static final int UNDER_WAY = 1000;

    private static final int LONGEST_PAUSE_SECONDS = 10;

    /** @param clientId kept across restarts: the broker keeps a session by it */
    public record Subscription(String broker, String topic, String clientId) {}

    private final Subscription subscription;
    private final Map<String, Integer> sensors;
    private final ReadingSink sink;
    private final ObjIntConsumer<Quality> faults;
    private final Runnable rejected;
    private final MqttAsyncClient client;
    private volatile boolean closed;

    /**
     * @param sensors numbers in the agent's catalog, by the names that stand in the messages
     * @param faults told of every fault, with the sensor's number
     * @param rejected told of every reading, or message, that is none
     */
    public LocalBroker(
            Subscription subscription,
            Map<String, Integer> sensors,
            ReadingSink sink,
            ObjIntConsumer<Quality> faults,
            Runnable rejected)
            throws MqttException {
        this.subscription = subscription;
        this.sensors = sensors;
        this.sink = sink;
        this.faults = faults;
        this.rejected = rejected;
        String id = subscription.clientId.isEmpty() ? UUID.randomUUID().toString() : subscription.clientId;
        client = new MqttAsyncClient(subscription.broker, id, new MemoryPersistence());
        client.setManualAcks(true);
        client.setCallback(new Messages());
    }

    public void start() {
        Thread.ofVirtual().start(() -> {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setAutomaticReconnect(true);
            options.setAutomaticReconnectDelay(1, LONGEST_PAUSE_SECONDS);
            options.setCleanStart(false);
            options.setReceiveMaximum(UNDER_WAY);
            options.setSessionExpiryInterval(Duration.ofDays(1).toSeconds());
            while (!closed && !client.isConnected()) {
                try {
                    client.connect(options).waitForCompletion(10_000);
                    return;
                } catch (MqttException e) {
                    LOG.warn("local broker {}: {}; trying again", subscription.broker, e.getMessage());
                }
                try {
                    Thread.sleep(Duration.ofSeconds(2));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private final class Messages implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) throws Exception {
            List<SensorReading> readings = new ArrayList<>();
            try {
                JsonReadings.parse(message.getPayload(), new JsonReadings.Sink() {
                    @Override
                    public void accept(int index, PlainReading reading) {
                        Integer sensor = sensors.get(reading.sensor());
                        if (sensor == null) {
                            LOG.warn("{}: '{}' is not among the configured sensors", topic, reading.sensor());
                            rejected.run();
                            return;
                        }
                        boolean good = reading.microCelsius().isPresent();
                        readings.add(new SensorReading(
                                sensor,
                                new Stamp(reading.atMillis(), true),
                                reading.microCelsius().orElse(0),
                                good ? Quality.GOOD : Quality.FAULT));
                        if (!good) {
                            faults.accept(Quality.FAULT, sensor);
                        }
                    }

                    @Override
                    public void reject(int index, BadReading why) {
                        LOG.warn("{}: {} {}", topic, why.field(), why.getMessage());
                        rejected.run();
                    }
                });
            } catch (BadReading e) {
                LOG.warn("{}: {}", topic, e.getMessage());
                rejected.run();
            }
            sink.submit(readings).thenRun(() -> acknowledge(message));
        }

        private void acknowledge(MqttMessage message) {
            try {
                client.messageArrivedComplete(message.getId(), message.getQos());
            } catch (MqttException e) {
                LOG.debug("the broker will send again what it has no acknowledgement of: {}", e.getMessage());
            }
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            try {
                client.subscribe(subscription.topic, 1);
            } catch (MqttException e) {
                LOG.warn("can't subscribe to {}: {}", subscription.topic, e.getMessage());
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            LOG.warn("local broker {}: disconnected", subscription.broker);
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.warn("local broker {}: {}", subscription.broker, exception.getMessage());
        }

        @Override
        public void deliveryComplete(@Nullable IMqttToken token) {
            // publishes nothing
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no extended authentication
        }
    }

    @Override
    public void close() throws MqttException {
        closed = true;
        client.disconnectForcibly(1000, 1000, true);
        client.close();
    }
}
