package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Certificate;
import io.frostline.testing.Container;
import io.frostline.testing.Deployment;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.Images;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of the one-machine form as a cluster runs it: read-only image, unprivileged user, one volume. Agents connect with TLS, each
 * with its site's password.
 */
@Tag("quiet")
class OneMachineImageIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String PASSWORD = "known-to-both";
    private static final int SENSORS = 10;
    private static final int SECONDS = 300;

    private final int httpPort = Deployment.freePort();
    private final int mqttsPort = Deployment.freePort();
    private final String name = "frostline-test-" + httpPort;
    private final RestClient api = new RestClient("http://127.0.0.1:" + httpPort + "/api/v1");

    @AfterEach
    void removeTheVolume() throws IOException {
        Container.podman("volume", "rm", "-f", name);
    }

    @Test
    void keepsThePromisesThroughAKillDuringLoad(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        String image = Images.load(folder, "frostline");
        Path recording = recording(folder);
        Certificate certificate = Certificate.make(folder.resolve("certificate"), "ip:127.0.0.1");
        try (Container frostline = start(image, users(folder), certificate);
                EdgeAgent agent = new EdgeAgent(folder.resolve("agent"), site(recording, certificate))) {
            awaitReady(frostline);
            assertThat(frostline.exec("cat", "/proc/1/status")).containsPattern("Uid:\\s+10001\\s+10001");
            frostline.await(
                    "selling",
                    TIMEOUT,
                    () -> api.jsonOrEmpty("/orders").at("/0/state").asText().equals("confirmed"));
            TreeMap<Long, String> demo = demo();
            agent.start();
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_receipts_total") >= 3);

            frostline.kill();
            assertThat(agent.metric("frostline_readings_total")).isLessThan(SENSORS * SECONDS);
            frostline.restart();
            awaitReady(frostline);

            await("all of it received")
                    .atMost(TIMEOUT)
                    .until(() -> agent.metric("frostline_readings_total") == SENSORS * SECONDS
                            && agent.metric("frostline_waiting_readings") == 0
                            && agent.metric("frostline_backlog_batches") == 0);
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                int each = sensor;
                // a receipt means that Kafka stores it durably; history may have it a moment later
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(recorded(each)).isEqualTo(expected(each)));
            }
            assertThat(demo()).containsAllEntriesOf(demo);
            intact("image");
            intact("demo");
            nothingIsLeftHalfDone(frostline);
        }
    }

    /** Writes files as a secret is mounted: one file per key, readable by its group. */
    private static Path users(Path folder) throws IOException {
        Path users = Files.createDirectories(folder.resolve("users"));
        for (String user : List.of("frostline", "demo", "image")) {
            Files.writeString(users.resolve(user), PASSWORD);
        }
        return users;
    }

    private Container start(String image, Path users, Certificate certificate) throws IOException {
        for (Path secret : List.of(users, certificate.folder())) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return Container.start(
                name,
                image,
                List.of(
                        "-v",
                        name + ":/data",
                        "-p",
                        "127.0.0.1:" + httpPort + ":8080",
                        "-p",
                        "127.0.0.1:" + mqttsPort + ":8883",
                        "-v",
                        users + ":/etc/frostline/mqtt-users:ro",
                        "-v",
                        certificate.folder() + ":/etc/frostline/mqtt-certificate:ro"),
                List.of(
                        "up",
                        "--data=/data",
                        "--mqtt-users=/etc/frostline/mqtt-users",
                        "--mqtts-port=8883",
                        "--certificate=/etc/frostline/mqtt-certificate"));
    }

    private void awaitReady(Container frostline) throws IOException {
        frostline.await(
                "ready",
                TIMEOUT,
                () -> api.jsonOrEmpty("/sensors").path("sensors").isArray());
    }

    // ------------------------------------------------------------------------------------------ a site of its own

    /** One of its seconds takes a tenth of a second, so that it runs for half a minute. */
    private String site(Path recording, Certificate certificate) {
        return """
                site: image
                uplink:
                  broker: "ssl://127.0.0.1:%d"
                  trust: "%s"
                  username: image
                  password: %s
                  receipt-timeout: 3s
                  keep-alive: 5s
                recordings: [{file: "%s", zone: UTC, factor: 10}]
                """.formatted(mqttsPort, certificate.authority(), PASSWORD, recording);
    }

    private static Path recording(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int second = 0; second < SECONDS; second++) {
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                csv.append("probe-%d,%s,%s%n".formatted(sensor, at(second), celsius(sensor, second)));
            }
        }
        return Files.writeString(folder.resolve("recording.csv"), csv);
    }

    private static Instant at(int second) {
        return Instant.parse("2026-01-31T08:00:00Z").plusSeconds(second);
    }

    private static double celsius(int sensor, int second) {
        return -20 + sensor + second % 10 / 10.0;
    }

    private static TreeMap<Long, String> expected(int sensor) {
        TreeMap<Long, String> expected = new TreeMap<>();
        for (int second = 0; second < SECONDS; second++) {
            expected.put(at(second).toEpochMilli(), Double.toString(celsius(sensor, second)));
        }
        return expected;
    }

    private TreeMap<Long, String> recorded(int sensor) {
        return api.readings("image", "probe-" + sensor, at(0), at(SECONDS));
    }

    // ------------------------------------------------------------------------------------------ what is asked

    private TreeMap<Long, String> demo() {
        Instant now = Instant.now();
        return api.readings("demo", "freezer-1", now.minusSeconds(3600), now);
    }

    private void intact(String site) {
        JsonNode continuity = api.json("/sites/" + site + "/continuity");
        assertThat(continuity.at("/epochs/0/missing")).as(continuity.toString()).isEmpty();
        assertThat(continuity.at("/epochs/0/chain/intact").asBoolean()).isTrue();
    }

    private void nothingIsLeftHalfDone(Container frostline) throws IOException {
        frostline.await("done with every order", TIMEOUT, () -> api.hasNone("/sagas?state=running"));
        assertThat(api.hasNone("/sagas?state=failed")).isTrue();
        for (JsonNode lot : api.json("/lots")) {
            assertThat(lot.get("received").asLong())
                    .as(lot.toString())
                    .isEqualTo(lot.get("onHand").asLong()
                            + lot.get("held").asLong()
                            + lot.get("shipped").asLong()
                            + lot.get("writtenOff").asLong());
        }
        BigDecimal money = BigDecimal.ZERO;
        for (JsonNode account : api.json("/accounts")) {
            money = money.add(new BigDecimal(account.at("/balance/amount").asText()));
        }
        assertThat(money).isEqualByComparingTo(BigDecimal.ZERO);
    }
}
