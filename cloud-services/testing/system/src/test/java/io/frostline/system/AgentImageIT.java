package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Container;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.FaultProxy;
import io.frostline.testing.Images;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Test of the agent's image on a small device: 64 MB, half a core, and a long network outage. */
class AgentImageIT {
    private static final int SENSORS = 100;
    private static final long MAX_BYTES = 55_000_000;
    /** Upper bound of those bytes that no other process and no file shares: the kernel cannot reclaim them. */
    private static final long MAX_OWN_BYTES = 30_000_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration OFFLINE =
            "full".equals(System.getProperty("frostline.campaign")) ? Duration.ofMinutes(10) : Duration.ofSeconds(45);

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);
    private final int healthPort = Deployment.freePort();
    private final RestClient health = new RestClient("http://127.0.0.1:" + healthPort);

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES) // in the full campaign
    void recordsThroughAnOutageInSixtyFourMegabytes(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        String image = Images.load(folder, "edge-agent");
        Images.forgetFiles(image);
        String volume = "frostline-test-agent-" + healthPort;
        Instant begin = Instant.now();
        try (FaultProxy link = new FaultProxy(cloud.port(Part.MQTT))) {
            link.set(FaultProxy.Link.CUT);
            try (Container agent = start(image, volume, config(folder, link.port()))) {
                agent.await("recording", TIMEOUT, () -> metric("frostline_readings_total") > 0);
                long offline = System.nanoTime() + OFFLINE.toNanos();
                agent.await("recording while it is offline", OFFLINE.plus(TIMEOUT), () -> System.nanoTime() > offline);
                double recorded = metric("frostline_readings_total");
                assertThat(recorded).isGreaterThanOrEqualTo(0.95 * SENSORS * OFFLINE.toSeconds());
                assertThat(metric("frostline_waiting_readings") + metric("frostline_backlog_batches"))
                        .isPositive();

                link.set(FaultProxy.Link.UP);
                agent.await(
                        "rid of what it recorded offline",
                        TIMEOUT,
                        () -> metric("frostline_receipts_total") > 0 && metric("frostline_backlog_batches") < 10);
                agent.await(
                        "known to history", TIMEOUT, () -> SENSORS * (1.0 + stored(SENSORS - 1, begin)) >= recorded);
                long resident = resident(agent, "VmRSS");
                long own = resident(agent, "RssAnon");
                System.out.println("agent's image: " + resident + " bytes resident, " + own + " of them its own, after "
                        + OFFLINE.toSeconds() + " s offline and back, " + (long) recorded + " readings");
                assertThat(resident).isLessThanOrEqualTo(MAX_BYTES);
                assertThat(own).isLessThanOrEqualTo(MAX_OWN_BYTES);
                // control groups of version 1 or 2
                assertThat(agent.exec(
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/memory/memory.oom_control || cat /sys/fs/cgroup/memory.events"))
                        .containsPattern("oom_kill 0\\b");
            }
        } finally {
            Container.podman("volume", "rm", "-f", volume);
        }
        JsonNode epoch = rest.json("/sites/boxed/continuity").at("/epochs/0");
        assertThat(epoch.get("missing")).as(epoch.toString()).isEmpty();
        assertThat(epoch.at("/chain/intact").asBoolean()).isTrue();
        for (int sensor = 0; sensor < SENSORS; sensor += 33) {
            assertThat(stored(sensor, begin)).isGreaterThanOrEqualTo((int) (0.95 * OFFLINE.toSeconds()));
        }
    }

    private static Container start(String image, String volume, Path config) throws IOException {
        return Container.start(
                volume,
                image,
                List.of(
                        "--network",
                        "host",
                        "--memory",
                        "64m",
                        "--memory-swap",
                        "64m",
                        "--cpus",
                        "0.5",
                        "-v",
                        volume + ":/data",
                        "-v",
                        config + ":/etc/frostline/agent.yaml:ro"),
                List.of());
    }

    private Path config(Path folder, int broker) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                site: boxed
                uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 5s, keep-alive: 5s}
                health: {port: %d}
                buffer: {file: /data/buffer.db}
                sensors:
                %s""".formatted(
                        broker,
                        healthPort,
                        IntStream.range(0, SENSORS)
                                .mapToObj(i -> "  - {name: sensor-%d, source: simulated, interval: 1s}\n".formatted(i))
                                .collect(Collectors.joining())));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private double metric(String name) {
        try {
            return health.metric("/metrics", name);
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private int stored(int sensor, Instant begin) {
        return rest.readings("boxed", "sensor-" + sensor, begin, Instant.now()).size();
    }

    private static long resident(Container agent, String which) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith(which + ":"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
