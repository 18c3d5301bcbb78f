package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the agent's status for subscribers: while it runs, when it stops, and when it is killed. */
class StatusIT {
    private final Deployment cloud = Deployment.shared();

    @Test
    void onlineWhileItLivesOfflineWhenItStopsAndWhenItIsKilled(@TempDir Path folder) throws Exception {
        Mqtt5BlockingClient watcher = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .buildBlocking();
        watcher.connect();
        try (EdgeAgent agent = new EdgeAgent(folder, """
                        site: status
                        uplink: {broker: "tcp://127.0.0.1:%d", keep-alive: 2s}
                        sensors:
                          - {name: room, source: simulated, interval: 100ms}
                        """.formatted(cloud.port(Part.MQTT)));
                Mqtt5BlockingClient.Mqtt5Publishes statuses = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
            Instant begun = Instant.now();
            watcher.subscribeWith()
                    .topicFilter(Topics.status("status"))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            agent.start();
            JsonNode online = next(statuses, "online");
            assertThat(online.get("version").asText()).isNotBlank();
            assertThat(online.get("backlog").asLong()).isNotNegative();
            JsonNode oldest = online.get("oldestUnsent");
            if (!oldest.isNull()) {
                assertThat(Instant.parse(oldest.asText())).isBetween(begun.minusSeconds(1), Instant.now());
            }
            agent.process().stop();
            next(statuses, "offline");

            agent.start();
            next(statuses, "online");
            agent.kill();
            JsonNode lastWill = next(statuses, "offline");
            assertThat(lastWill.get("version").asText()).isNotBlank();
        } finally {
            watcher.disconnect();
        }
        assertRetained("offline");
    }

    /** Returns the next status of this state; each state may be published more than once. */
    private static JsonNode next(Mqtt5BlockingClient.Mqtt5Publishes statuses, String state) throws Exception {
        while (true) {
            Mqtt5Publish message = statuses.receive(30, TimeUnit.SECONDS).orElseThrow();
            JsonNode status = new ObjectMapper().readTree(message.getPayloadAsBytes());
            if (status.get("state").asText().equals(state)) {
                return status;
            }
        }
    }

    /** Asserts the retained status that a later subscriber gets. */
    private void assertRetained(String state) throws Exception {
        Mqtt5BlockingClient late = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .buildBlocking();
        late.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes statuses = late.publishes(MqttGlobalPublishFilter.ALL)) {
            late.subscribeWith()
                    .topicFilter(Topics.status("status"))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            assertThat(next(statuses, state).get("version").asText()).isNotBlank();
        } finally {
            late.disconnect();
        }
    }
}
