package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.contract.recording.ValidRange;
import io.frostline.contract.tls.TrustedAuthorities;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
 * Receiver of readings that devices publish as plain JSON to a broker at the site. A message is acknowledged when its readings
 * are durable in the buffer, so the broker keeps messages while the agent is down.
 */
public final class LocalBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

    /** Maximum number of messages that wait for the disk. */
    private static final int UNDER_WAY = 1000;

    private static final long CONNECT_MILLIS = 10_000;
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

    /**
     * Subscription to a broker.
     *
     * @param clientId kept across restarts: the broker keeps a session by it
     * @param trust PEM file of the authorities that may sign the broker's certificate; null means those of the platform
     */
    public record Subscription(
            String broker,
            String topic,
            String clientId,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path trust) {}

    /**
     * Sensor whose readings are taken.
     *
     * @param number number in the agent's catalog
     */
    public record Sensor(int number, ValidRange range) {}

    private final Subscription subscription;
    private final Map<String, Sensor> sensors;
    private final ReadingSink sink;
    private final SensorWatch watch;
    private final Runnable rejected;
    private final RefusedMessages refused;
    private final MqttAsyncClient client;
    /** Number of lost connections. A packet id of an earlier connection may name another message now. */
    private final AtomicInteger lost = new AtomicInteger();

    private final Thread connecting = Thread.ofVirtual().unstarted(this::keepConnected);
    private volatile boolean closed;
    private volatile String problem = "not connected yet";

    /**
     * Creates the receiver; {@link #start} connects it.
     *
     * @param sensors sensors by their names in the messages
     * @param watch receives every answer of a sensor
     * @param log receives an entry for messages that are refused
     * @param rejected runs for every reading, or message, that is invalid
     */
    public LocalBroker(
            Subscription subscription,
            Map<String, Sensor> sensors,
            ReadingSink sink,
            SensorWatch watch,
            SensorWatch.Log log,
            Runnable rejected)
            throws MqttException {
        this.subscription = subscription;
        this.sensors = sensors;
        this.sink = sink;
        this.watch = watch;
        this.rejected = rejected;
        this.refused = new RefusedMessages(log, System::nanoTime);
        String id = subscription.clientId.isEmpty() ? UUID.randomUUID().toString() : subscription.clientId;
        client = new MqttAsyncClient(subscription.broker, id, new MemoryPersistence());
        client.setManualAcks(true);
        client.setCallback(new Messages());
    }

    /** Connects, and again whenever the connection is lost, until {@link #close}. */
    public void start() {
        connecting.start();
    }

    private void keepConnected() {
        while (!closed) {
            if (!client.isConnected()) {
                connect();
            }
            try {
                Thread.sleep(RETRY_PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void connect() {
        try {
            client.connect(options()).waitForCompletion(CONNECT_MILLIS);
        } catch (MqttException | IOException | RuntimeException e) {
            Throwable cause = e.getCause();
            problem = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
            LOG.warn("local broker {}: {}; trying again", subscription.broker, problem);
        }
    }

    /** Returns the options. Each attempt reads the trust file anew, since it may have been renewed. */
    private MqttConnectionOptions options() throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false); // it would use the trust file as it was
        options.setCleanStart(false);
        options.setReceiveMaximum(UNDER_WAY);
        options.setSessionExpiryInterval(Duration.ofDays(1).toSeconds());
        options.setUserName(subscription.username);
        if (subscription.password != null) {
            options.setPassword(subscription.password.getBytes(StandardCharsets.UTF_8));
        }
        if (subscription.trust != null) {
            options.setSocketFactory(TrustedAuthorities.of(subscription.trust));
        }
        return options;
    }

    public String broker() {
        return subscription.broker;
    }

    /** Returns why no messages arrive; empty while it is connected and subscribed. */
    public String problem() {
        return problem;
    }

    private final class Messages implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) throws Exception {
            int connection = lost.get();
            List<SensorReading> readings = new ArrayList<>();
            try {
                JsonReadings.parse(message.getPayload(), new JsonReadings.Sink() {
                    @Override
                    public void accept(int index, PlainReading reading) {
                        Sensor sensor = sensors.get(reading.sensor());
                        if (sensor == null) {
                            refuse("'" + reading.sensor() + "' is not among the configured sensors");
                        } else {
                            readings.add(taken(sensor, reading));
                        }
                    }

                    @Override
                    public void reject(int index, BadReading why) {
                        refuse(why.field() + " " + why.getMessage());
                    }

                    private void refuse(String reason) {
                        rejected.run();
                        refused.add(topic, reason, message.getPayload());
                    }
                });
            } catch (BadReading e) {
                rejected.run();
                refused.add(topic, e.field() + " " + e.getMessage(), message.getPayload());
            }
            // log entries of refusals are on disk together with the readings
            sink.submit(readings).thenRun(() -> acknowledge(message, connection));
        }

        private SensorReading taken(Sensor sensor, PlainReading reading) {
            Long value = reading.microCelsius();
            Measurement measurement = value != null
                    ? new Measurement.Value(value).within(sensor.range)
                    : new Measurement.Fault(Quality.FAULT, "the device says that it has no value");
            return watch.observe(sensor.number, new Stamp(reading.atMillis(), true), measurement);
        }

        private void acknowledge(MqttMessage message, int connection) {
            if (connection != lost.get()) {
                return; // the broker sends it again
            }
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
                problem = "";
            } catch (MqttException e) {
                problem = "can't subscribe to " + subscription.topic + ": " + e.getMessage();
                LOG.warn(problem);
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost.incrementAndGet();
            problem = "disconnected" + (response.getReasonString() == null ? "" : ": " + response.getReasonString());
            LOG.warn("local broker {}: {}", subscription.broker, problem);
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

    /** Stops receiving. The broker keeps what is not acknowledged. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        connecting.interrupt();
        connecting.join(CONNECT_MILLIS);
        try {
            client.disconnectForcibly(1000, 1000, true);
            client.close();
        } catch (MqttException e) {
            LOG.debug("closing {}: {}", subscription.broker, e.getMessage());
        }
    }
}
