package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.testing.Certificate;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.RestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of devices that publish plain JSON to a broker at the site, from which the agent takes their readings. */
class LocalDevicesIT {
    private static final Instant AT = Instant.parse("2026-01-31T08:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void theirReadingsAreRecordedAlsoThoseOfWhileTheAgentWasDown(@TempDir Path folder) throws Exception {
        Mqtt5BlockingClient device = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .buildBlocking();
        device.connect();
        try (EdgeAgent agent = new EdgeAgent(folder, """
                site: local
                uplink: {broker: "tcp://127.0.0.1:%1$d"}
                brokers:
                  - broker: "tcp://127.0.0.1:%1$d"
                    topic: local-devices/#
                    client-id: local-devices
                    sensors:
                      - {name: cooler, interval: 1s}
                """.formatted(cloud.port(Part.MQTT)))) {
            agent.start();
            AtomicInteger first = new AtomicInteger();
            // wait until it listens: a broker keeps nothing for a client that it has never seen
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                publish(device, reading("cooler", first.getAndIncrement(), "3.5"));
                return agent.metric("frostline_readings_total") > 0;
            });
            publish(device, reading("another", 0, "3.5"));
            publish(device, "{\"sensor\":");
            publish(device, "[" + reading("cooler", 1000, "-18.25") + "," + reading("cooler", 1001, "\"warm\"") + "]");
            await().atMost(Duration.ofSeconds(30)).until(() -> agent.metric("frostline_rejected_readings_total") == 3);
            agent.kill();
            publish(device, reading("cooler", 2000, "4.5"));
            agent.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(rest.readings("local", "cooler", AT, AT.plusSeconds(3000)))
                            .containsEntry(AT.plusSeconds(1000).toEpochMilli(), "-18.25")
                            .containsEntry(AT.plusSeconds(2000).toEpochMilli(), "4.5")
                            .doesNotContainKey(AT.plusSeconds(1001).toEpochMilli()));
        } finally {
            device.disconnect();
        }
    }

    @Test
    void followsABrokerWhoseAuthorityIsRenewed(@TempDir Path folder) throws Exception {
        Certificate first = Certificate.make(folder.resolve("first"), "dns:localhost");
        Certificate second = Certificate.make(folder.resolve("second"), "dns:localhost");
        Path trust = Files.copy(first.authority(), folder.resolve("trust.crt"));
        int port = Deployment.freePort();
        Mqtt5BlockingClient device = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .buildBlocking();
        device.connect();
        try (EdgeAgent agent =
                new EdgeAgent(folder.resolve("agent"), """
                site: local-tls
                uplink: {broker: "tcp://127.0.0.1:%d"}
                brokers:
                  - broker: "ssl://localhost:%d"
                    trust: "%s"
                    topic: local-devices/#
                    client-id: local-devices-tls
                    sensors:
                      - {name: cooler, interval: 1s}
                """.formatted(cloud.port(Part.MQTT), port, trust))) {
            agent.start();
            AtomicInteger next = new AtomicInteger();
            try (TlsFront front = new TlsFront(first.store(), port, cloud.port(Part.MQTT))) {
                awaitMoreReadings(agent, device, next);
            }
            Files.copy(second.authority(), trust, StandardCopyOption.REPLACE_EXISTING);
            try (TlsFront front = new TlsFront(second.store(), port, cloud.port(Part.MQTT))) {
                awaitMoreReadings(agent, device, next);
            }
        } finally {
            device.disconnect();
        }
    }

    /** Publishes a reading a moment until one more is recorded. */
    private static void awaitMoreReadings(EdgeAgent agent, Mqtt5BlockingClient device, AtomicInteger next) {
        double before = agent.metric("frostline_readings_total");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            publish(device, reading("cooler", next.getAndIncrement(), "3.5"));
            return agent.metric("frostline_readings_total") > before;
        });
    }

    private static String reading(String sensor, int second, String celsius) {
        return "{\"sensor\":\"%s\",\"at\":\"%s\",\"celsius\":%s}".formatted(sensor, AT.plusSeconds(second), celsius);
    }

    private static void publish(Mqtt5BlockingClient device, String message) {
        device.publishWith()
                .topic("local-devices/kitchen")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.getBytes(StandardCharsets.UTF_8))
                .send();
    }
}
