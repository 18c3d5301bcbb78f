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

/** How an agent is, for whoever subscribes: while it lives, when it stops, and when it is killed. */
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
            JsonNode online = next(statuses);
            assertThat(online.get("state").asText()).isEqualTo("online");
            assertThat(online.get("version").asText()).isNotBlank();
            assertThat(online.get("backlog").asLong()).isNotNegative();
            JsonNode oldest = online.get("oldestUnsent");
            if (!oldest.isNull()) {
                assertThat(Instant.parse(oldest.asText())).isBetween(begun.minusSeconds(1), Instant.now());
            }
            agent.process().stop();
            assertThat(next(statuses).get("state").asText()).isEqualTo("offline");

            agent.start();
            assertThat(next(statuses).get("state").asText()).isEqualTo("online");
            agent.kill();
            JsonNode lastWill = next(statuses);
            assertThat(lastWill.get("state").asText()).isEqualTo("offline");
            assertThat(lastWill.get("version").asText()).isNotBlank();
        } finally {
            watcher.disconnect();
        }
        assertThat(retained().get("state").asText()).isEqualTo("offline");
    }

    private static JsonNode next(Mqtt5BlockingClient.Mqtt5Publishes statuses) throws Exception {
        Mqtt5Publish status = statuses.receive(30, TimeUnit.SECONDS).orElseThrow();
        return new ObjectMapper().readTree(status.getPayloadAsBytes());
    }

    /** What somebody who comes later is told. */
    private JsonNode retained() throws Exception {
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
            return next(statuses);
        } finally {
            late.disconnect();
        }
    }
}
