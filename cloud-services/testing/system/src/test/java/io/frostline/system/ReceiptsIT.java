package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Digest;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.FaultProxy;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that the broker's acknowledgement is no receipt from the cloud. */
class ReceiptsIT {
    private final Deployment cloud = Deployment.shared();

    @AfterEach
    void startWhatWasStopped() {
        for (Part part : new Part[] {Part.KAFKA, Part.INTAKE}) {
            if (!cloud.process(part).isAlive()) {
                cloud.start(part);
            }
        }
    }

    @Test
    void withoutIntakeTheBrokerAcknowledgesAndTheAgentFreesNothing(@TempDir Path folder) throws Exception {
        cloud.process(Part.INTAKE).stop();
        try (EdgeAgent agent = agent(folder, "receipts-1")) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_acknowledgements_total") >= 3);
            assertThat(agent.metric("frostline_receipts_total")).isZero();
            assertThat(agent.metric("frostline_backlog_batches")).isGreaterThanOrEqualTo(3);
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_resends_total") > 0);
            assertThat(batchesThatWereFreed(agent)).isZero();
            cloud.start(Part.INTAKE);
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_backlog_batches") <= 2);
        }
    }

    @Test
    void withoutKafkaThereAreNoReceiptsAndNothingIsLost(@TempDir Path folder) throws Exception {
        cloud.kill(Part.KAFKA);
        try (EdgeAgent agent = agent(folder, "receipts-2")) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_acknowledgements_total") >= 3);
            assertThat(agent.metric("frostline_receipts_total")).isZero();
            assertThat(batchesThatWereFreed(agent)).isZero();
            cloud.start(Part.KAFKA);
            await().atMost(Duration.ofSeconds(90)).until(() -> agent.metric("frostline_backlog_batches") <= 2);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode epoch = cloud.api(Part.HISTORY)
                        .json("/sites/receipts-2/continuity")
                        .at("/epochs/0");
                assertThat(epoch.path("first").asLong()).as(epoch.toString()).isEqualTo(1);
                assertThat(epoch.path("missing").isEmpty()).as(epoch.toString()).isTrue();
            });
        }
    }

    @Test
    void withoutKafkaIntakeTakesInNoMoreThanItCanHold() throws Exception {
        cloud.process(Part.INTAKE).stop();
        Path app = Deployment.root().resolve("cloud-services/apps/intake/target/quarkus-app/quarkus-run.jar");
        cloud.kill(Part.KAFKA);
        try (ServerProcess small = ServerProcess.java(
                        "a small intake",
                        cloud.folder().resolve("small-intake.log"),
                        List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-jar", app.toString()),
                        cloud.environment(Part.INTAKE));
                Site site = new Site(cloud, "receipts-3")) {
            small.await("listening", Duration.ofSeconds(60), () -> small.log().contains("Listening on"));
            byte[] large = Arrays.copyOf("[".getBytes(StandardCharsets.US_ASCII), 1 << 20);
            // the broker does not throttle messages at QoS 0
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        site.publish(Topics.batch("receipts-3"), large, MqttQos.AT_MOST_ONCE);
                        return intake("dropped", cloud.port(Part.INTAKE)) > 0;
                    });
            assertThat(small.isAlive()).as(small.log()).isTrue();
            byte[] batch = site.batch("receipts-3", 1, 1, Digest.NONE, 1_780_000_000_000L, noise());
            byte[][] transfer = new byte[10][];
            Arrays.fill(transfer, batch);
            int sent = 0;
            for (long bytes = 0; bytes < 3L * (128 << 20); bytes += 10L * batch.length) {
                site.send(transfer);
                sent++;
            }
            assertThat(small.isAlive()).as(small.log()).isTrue();
            assertThat(site.receipt(Duration.ZERO)).isEmpty();
            cloud.start(Part.KAFKA);
            int receipts = 0;
            while (receipts < sent && site.receipt(Duration.ofSeconds(60)).isPresent()) {
                receipts++;
            }
            assertThat(small.isAlive()).as(small.log()).isTrue();
            assertThat(receipts).isEqualTo(sent);
        }
    }

    @Test
    void twoIntakesShareTheWorkAndOneGoesOnAlone(@TempDir Path folder) throws Exception {
        Map<String, String> environment = cloud.environment(Part.INTAKE);
        int port = Deployment.freePort();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("FROSTLINE_INTAKE_MQTT_CLIENT_ID", "second-intake");
        Path app = Deployment.root().resolve("cloud-services/apps/intake/target/quarkus-app/quarkus-run.jar");
        try (ServerProcess second = ServerProcess.java(
                        "a second intake",
                        cloud.folder().resolve("second-intake.log"),
                        List.of("-Xmx256m", "-jar", app.toString()),
                        environment);
                EdgeAgent agent = agent(folder, "receipts-4")) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            agent.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> intake("batches", cloud.port(Part.INTAKE)) > 0 && intake("batches", port) > 0);
            cloud.kill(Part.INTAKE);
            double before = agent.metric("frostline_receipts_total");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> agent.metric("frostline_receipts_total") > before + 5
                            && agent.metric("frostline_backlog_batches") <= 2);
            cloud.start(Part.INTAKE);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode epoch =
                    cloud.api(Part.HISTORY).json("/sites/receipts-4/continuity").at("/epochs/0");
            assertThat(epoch.path("last").asLong()).isGreaterThan(5);
            assertThat(epoch.path("missing")).isEmpty();
            assertThat(epoch.at("/chain/intact").asBoolean()).isTrue();
        });
    }

    @Test
    void aBatchThatWasDamagedOnTheDeviceIsKeptAsADeadLetterAndNotSentForEver(@TempDir Path folder) throws Exception {
        try (FaultProxy uplink = new FaultProxy(cloud.port(Part.MQTT));
                EdgeAgent agent = agent(folder, "receipts-6", uplink.port())) {
            uplink.set(FaultProxy.Link.CUT);
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_backlog_batches") >= 6);
            assertThat(agent.metric("frostline_backlog_bytes")).isGreaterThan(6 * 100);
            agent.process().stop();
            try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + agent.buffer());
                    Statement statement = file.createStatement()) {
                assertThat(
                                statement.executeUpdate(
                                        "update batch set payload = substr(payload, 1, length(payload) - 5) where sequence = 3"))
                        .isEqualTo(1);
            }
            uplink.set(FaultProxy.Link.UP);
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_backlog_batches") <= 1);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode missing =
                    cloud.api(Part.HISTORY).json("/sites/receipts-6/continuity").at("/epochs/0/missing");
            assertThat(missing).hasSize(1);
            assertThat(missing.at("/0/first").asLong()).isEqualTo(3);
            assertThat(missing.at("/0/last").asLong()).isEqualTo(3);
        });
    }

    @Test
    void kafkaKeepsWhatHistoryHasNotStoredAndNoMore(@TempDir Path folder) throws Exception {
        try (EdgeAgent agent = agent(folder, "receipts-5")) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_receipts_total") > 3);
            cloud.kill(Part.HISTORY);
            double before = agent.metric("frostline_receipts_total");
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_receipts_total") > before + 5);
            assertThat(kept()).isGreaterThan(5);
            cloud.start(Part.HISTORY);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> kept() == 0);
    }

    /** Returns the number of records in the readings topic. */
    private long kept() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + cloud.port(Part.KAFKA)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.READINGS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            return consumer.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L))
                    .sum();
        }
    }

    /** Returns a counter of the intake at this port. */
    private static double intake(String what, int port) {
        return new RestClient("http://127.0.0.1:" + port).metric("frostline_intake_" + what + "_total");
    }

    private static double[] noise() {
        Random random = new Random(3);
        return random.doubles(20_000, -30, 30).toArray();
    }

    private static long batchesThatWereFreed(EdgeAgent agent) throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + agent.buffer());
                Statement statement = file.createStatement();
                ResultSet row = statement.executeQuery("select max(sequence) - count(*) from batch")) {
            return row.getLong(1);
        }
    }

    private EdgeAgent agent(Path folder, String site) throws Exception {
        return agent(folder, site, cloud.port(Part.MQTT));
    }

    private static EdgeAgent agent(Path folder, String site, int broker) throws Exception {
        return new EdgeAgent(folder, """
                site: %s
                uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(site, broker));
    }
}
