package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PlainDevice;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of Mosquitto in place of the product's broker: with the documented settings it discards nothing, and what it discards is
 * counted.
 */
class ForeignBrokerIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final int MESSAGES = 3_000;
    /** Mosquitto's receive maximum. */
    private static final int WINDOW = 20;

    private final Deployment cloud = Deployment.shared();
    private final int mqttPort = Deployment.freePort();
    private final int httpPort = Deployment.freePort();
    private final RestClient intakeRest = new RestClient("http://127.0.0.1:" + httpPort);

    @AfterEach
    void leaveKafkaRunning() {
        if (!cloud.process(Part.KAFKA).isAlive()) {
            cloud.start(Part.KAFKA);
        }
    }

    @Test
    void byTheSettingsThatAreNamedItDiscardsNothing(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        try (ServerProcess broker = mosquitto(folder, "max_queued_messages 0", "max_queued_bytes 0");
                ServerProcess intake = intake(folder, "foreign-1")) {
            cloud.kill(Part.KAFKA);
            publish("foreign-1");
            cloud.start(Part.KAFKA);
            RestClient rest = cloud.api(Part.HISTORY);
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(rest.readings("foreign-1", "probe", FROM, FROM.plusSeconds(MESSAGES)))
                                    .hasSize(MESSAGES));
            assertThat(dropped()).isZero();
            assertThat(broker.isAlive() && intake.isAlive()).isTrue();
        }
    }

    @Test
    void whatItDiscardsIsCounted(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        try (ServerProcess broker = mosquitto(folder, "max_queued_messages 100");
                ServerProcess intake = intake(folder, "foreign-2")) {
            cloud.kill(Part.KAFKA);
            publish("foreign-2");
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(dropped()).as(intake.log()).isGreaterThan(1_000));
            assertThat(broker.isAlive()).isTrue();
        }
    }

    private void publish(String site) throws IOException, InterruptedException {
        try (PlainDevice device = new PlainDevice(mqttPort, "device-of-" + site, WINDOW)) {
            PlainDevice.Outcome outcome = device.publish(
                    Topics.reading(site),
                    MESSAGES,
                    i -> "{\"sensor\":\"probe\",\"at\":\"" + FROM.plusSeconds(i) + "\",\"celsius\":-18.5}");
            assertThat(outcome.acknowledged().cardinality()).isEqualTo(MESSAGES);
        }
    }

    private ServerProcess mosquitto(Path folder, String... settings) throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener " + mqttPort
                        + " 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\npersistence_location "
                        + folder + "/\nsys_interval 1\n" + String.join("\n", settings) + "\n");
        ServerProcess broker = ServerProcess.of(
                "mosquitto",
                folder.resolve("mosquitto.log"),
                List.of(Deployment.root().resolve(".ci/mosquitto").toString(), "-v", "-c", configuration.toString()),
                Map.of());
        broker.await("running", Duration.ofMinutes(3), () -> broker.log().contains(" running"));
        return broker;
    }

    private ServerProcess intake(Path folder, String client) throws IOException {
        Map<String, String> environment = cloud.environment(Part.INTAKE);
        environment.put("MQTT_PORT", Integer.toString(mqttPort));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        environment.put("FROSTLINE_INTAKE_MQTT_CLIENT_ID", client);
        Path app = Deployment.root().resolve("cloud-services/apps/intake/target/quarkus-app/quarkus-run.jar");
        ServerProcess intake = ServerProcess.java(
                "an intake of another broker",
                folder.resolve("intake.log"),
                List.of("-Xmx128m", "-jar", app.toString()),
                environment);
        intake.await("ready", TIMEOUT, () -> intakeRest.answers("/q/health/ready"));
        return intake;
    }

    private double dropped() {
        return intakeRest.metric("frostline_intake_broker_dropped_total");
    }
}
