package io.frostline.system;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Receipt;
import io.frostline.testing.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Site without an agent: sends any bytes, valid or not, and waits for receipts. */
final class Site implements AutoCloseable {
    static final SensorCatalog CATALOG =
            SensorCatalog.of(List.of(new SensorCatalog.Sensor("probe", Duration.ofSeconds(1))));

    private final BatchCodec codec = new BatchCodec();
    private final String name;
    private final Mqtt5BlockingClient client;
    private final Mqtt5BlockingClient.Mqtt5Publishes receipts;

    Site(Deployment cloud, String name) {
        this.name = name;
        client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Deployment.Part.MQTT))
                .buildBlocking();
        client.connect();
        receipts = client.publishes(MqttGlobalPublishFilter.ALL);
        client.subscribeWith()
                .topicFilter(Topics.receipt(name))
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
    }

    /** Returns a batch of one reading per second from {@code at} on. */
    byte[] batch(String site, long epoch, long sequence, Digest previous, long at, double... celsius) {
        return codec.encode(new Batch(
                site,
                epoch,
                sequence,
                previous,
                CATALOG.id(),
                null,
                List.of(new Column(0, readings(at, celsius))),
                List.of(),
                List.of()));
    }

    static Readings readings(long at, double... celsius) {
        Readings readings = new Readings(celsius.length);
        for (int i = 0; i < celsius.length; i++) {
            readings.add(at + 1000L * i, Math.round(celsius[i] * 1_000_000), (byte) 0, 1000);
        }
        return readings;
    }

    byte[] encode(Batch batch) {
        return codec.encode(batch);
    }

    void publish(String topic, byte[] payload) {
        publish(topic, payload, MqttQos.AT_LEAST_ONCE);
    }

    void publish(String topic, byte[] payload, MqttQos qos) {
        client.publishWith().topic(topic).qos(qos).payload(payload).send();
    }

    /**
     * Publishes a message.
     *
     * @return future that completes when the broker has acknowledged the message, without a timeout
     */
    CompletableFuture<Void> publishAcknowledged(String topic, byte[] payload, MqttQos qos) {
        return client.toAsync()
                .publishWith()
                .topic(topic)
                .qos(qos)
                .payload(payload)
                .send()
                .thenAccept(result -> {});
    }

    void send(byte[]... batches) {
        publish(Topics.batch(name), new BatchTransfer(CATALOG, List.of(batches)).encode());
    }

    Optional<Receipt> receipt(Duration patience) throws Exception {
        Optional<com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish> message =
                receipts.receive(patience.toMillis(), TimeUnit.MILLISECONDS);
        return message.isPresent()
                ? Optional.of(Receipt.parseFrom(message.get().getPayloadAsBytes()))
                : Optional.empty();
    }

    @Override
    public void close() {
        receipts.close();
        client.disconnect();
    }
}
