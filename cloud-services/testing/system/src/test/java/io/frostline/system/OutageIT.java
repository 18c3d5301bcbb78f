package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.FaultProxy;
import io.frostline.testing.Programs;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of fifty readings a second through every kind of outage. Devices publish to a broker at the site, which stays up and keeps
 * what the agent has not acknowledged. What they published is the independent log that history must equal.
 */
class OutageIT {
    private static final Duration CUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void everyReadingIsInTheHistoryOnce(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        long seed = Long.getLong("frostline.seed", System.nanoTime());
        System.out.println("outage test: -Dfrostline.seed=" + seed);
        Random random = new Random(seed);
        Instant begun = Instant.now();
        int devicePort = Deployment.freePort();
        try (ServerProcess deviceBroker = deviceBroker(folder, devicePort);
                FaultProxy uplink = new FaultProxy(cloud.port(Part.MQTT));
                EdgeAgent agent = new EdgeAgent(folder.resolve("agent"), config(uplink.port(), devicePort))) {
            deviceBroker.await(
                    "ready", Duration.ofSeconds(60), () -> deviceBroker.log().contains("ready: mqtt"));
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_uplink_connected") == 1);
            Devices devices = new Devices(devicePort);
            devices.awaitSubscription(agent);
            Thread publishing = Thread.ofPlatform().start(devices);

            List<Part> victims = new ArrayList<>(Deployment.TELEMETRY);
            Collections.shuffle(victims, random);
            Thread.sleep(random.nextLong(2000, 5000));

            outage(uplink, FaultProxy.Link.CUT, random, () -> {
                agent.kill(); // mid-buffer: the link is cut while readings arrive
                agent.start();
            });
            uplink.set(FaultProxy.Link.UP);
            strike(victims.subList(0, 2), random);
            outage(uplink, FaultProxy.Link.HALF_OPEN, random, () -> strike(victims.subList(2, 3), random));
            killInTheMiddleOfTheReplay(agent, uplink);
            strike(victims.subList(3, victims.size()), random);

            Thread.sleep(random.nextLong(2000, 5000));
            devices.stop();
            publishing.join();
            await("nothing unsent")
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> agent.metric("frostline_backlog_batches") == 0
                            && agent.metric("frostline_waiting_readings") == 0);
            assertThat(agent.metric("frostline_discarded_readings_total")).isZero();
            assertThat(agent.metric("frostline_overflow_batches_total")).isZero();
            historyEqualsTheLog(devices, begun);
            chainIsIntact();
        }
    }

    private interface Strike {
        void run() throws Exception;
    }

    /** Cuts the link for a minute, in which another fault happens at a random moment. */
    private static void outage(FaultProxy link, FaultProxy.Link how, Random random, Strike strike) throws Exception {
        long end = System.nanoTime() + CUT.toNanos();
        link.set(how);
        Thread.sleep(random.nextLong(5_000, 30_000));
        strike.run();
        Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    /** Kills the agent over a link too slow for the backlog: some batches have their receipt, others do not. */
    private static void killInTheMiddleOfTheReplay(EdgeAgent agent, FaultProxy uplink) throws Exception {
        double receipts = agent.metric("frostline_receipts_total");
        uplink.set(FaultProxy.Link.SLOW);
        await("in the middle of the replay")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> agent.metric("frostline_receipts_total") > receipts);
        double left = agent.metric("frostline_backlog_batches");
        agent.kill();
        assertThat(left).as("batches that wait while others have their receipt").isGreaterThan(10);
        uplink.set(FaultProxy.Link.UP);
        agent.start();
    }

    private void strike(List<Part> victims, Random random) throws InterruptedException {
        for (Part victim : victims) {
            cloud.kill(victim);
            Thread.sleep(random.nextLong(0, 2_000));
            cloud.start(victim);
            Thread.sleep(random.nextLong(1_000, 4_000));
        }
    }

    private void historyEqualsTheLog(Devices devices, Instant begun) {
        devices.emitted().forEach((sensor, log) -> {
            await(sensor + ": as many readings as were emitted")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(rest.readings(
                                    "outage",
                                    sensor,
                                    begun.minusSeconds(60),
                                    Instant.now().plusSeconds(60)))
                            .isEqualTo(log));
        });
    }

    private void chainIsIntact() {
        await("everything in segments").atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            JsonNode continuity = rest.json("/sites/outage/continuity");
            for (JsonNode epoch : continuity.required("epochs")) {
                assertThat(epoch.get("missing")).isEmpty();
                assertThat(epoch.get("refused")).isEmpty();
                assertThat(epoch.get("chain").get("intact").asBoolean())
                        .as(epoch.toString())
                        .isTrue();
            }
        });
        JsonNode verification = rest.json("/sites/outage/verification");
        assertThat(verification.get("intact").asBoolean())
                .as(verification.toString())
                .isTrue();
    }

    private static ServerProcess deviceBroker(Path folder, int port) throws Exception {
        return ServerProcess.java(
                "device broker",
                Files.createFile(folder.resolve("broker.log")),
                Programs.servers(
                        "-Xmx256m",
                        "--data",
                        folder.resolve("broker").toString(),
                        "--only",
                        "mqtt",
                        "--mqtt-port",
                        Integer.toString(port)),
                Map.of());
    }

    private static String config(int uplinkPort, int devicePort) {
        StringBuilder yaml = new StringBuilder("""
            site: outage
            uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 5s, keep-alive: 5s}
            brokers:
              - broker: "tcp://127.0.0.1:%d"
                topic: devices/#
                sensors:
            """.formatted(uplinkPort, devicePort));
        for (int i = 0; i < Devices.COUNT; i++) {
            yaml.append("      - {name: sensor-").append(i).append(", interval: 200ms}\n");
        }
        return yaml.toString();
    }
}
