package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.RestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of an agent's buffer that is damaged while it holds unsent batches: readable ones arrive, and the others are reported
 * missing.
 */
class SetAsideIT {
    private static final int PAGE = 4096;
    private static final String SITE = "set-aside-1";

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void whatCanBeReadOfADamagedBufferComes(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        try (EdgeAgent agent = new EdgeAgent(folder, """
                site: %s
                uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s, keep-alive: 5s}
                sensors:
                %s
                """.formatted(SITE, cloud.port(Part.MQTT), sensors()))) {
            cloud.kill(Part.MQTT);
            agent.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> agent.metric("frostline_backlog_batches") >= 40);
            agent.process().stop();
            damage(agent.buffer());
            cloud.start(Part.MQTT);
            agent.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> agent.metric("frostline_set_aside_unreadable_batches") > 0);
            // to be read and sent again by the agent that is started next
            agent.kill();
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> !entry().isMissingNode());
            assertThat(agent.metric("frostline_set_aside_batches")).isZero();
        }
        JsonNode said = entry().path("detail");
        JsonNode before = epoch(said.path("epoch").asText());
        long missing = 0;
        for (JsonNode range : before.path("missing")) {
            missing += range.path("last").asLong() - range.path("first").asLong() + 1;
        }
        // the newest batch cannot be proved, and nothing shows that it is missing
        assertThat(missing)
                .as(before.toString())
                .isPositive()
                .isEqualTo(said.path("unreadable").asLong()
                        + said.path("unverified").asLong()
                        - 1);
        assertThat(said.path("batches").asLong()).isPositive();
        assertThat(said.path("batches").asLong() + missing).isGreaterThanOrEqualTo(40);
    }

    /** Returns enough batches to fill some pages. */
    private static String sensors() {
        return IntStream.range(0, 20)
                .mapToObj(i -> "  - {name: room-" + i + ", source: simulated, interval: 100ms}")
                .collect(Collectors.joining("\n"));
    }

    /** Overwrites the middle page of those that hold batches, which contain the site's name. */
    private static void damage(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Integer> pages = new ArrayList<>();
        for (int page = 0; page < bytes.length / PAGE; page++) {
            if (text.substring(page * PAGE, (page + 1) * PAGE).contains(SITE)) {
                pages.add(page);
            }
        }
        assertThat(pages).hasSizeGreaterThan(2);
        int page = pages.get(pages.size() / 2);
        byte[] other = new byte[PAGE];
        new Random(1).nextBytes(other);
        System.arraycopy(other, 0, bytes, page * PAGE, PAGE);
        Files.write(file, bytes);
    }

    private JsonNode entry() throws Exception {
        for (JsonNode entry : rest.json("/log/" + SITE + "?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")) {
            if (entry.path("kind").asText().equals("buffer-recovered")) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode epoch(String name) throws Exception {
        for (JsonNode epoch : rest.json("/sites/" + SITE + "/continuity").path("epochs")) {
            if (epoch.path("epoch").asText().equals(name)) {
                return epoch;
            }
        }
        throw new AssertionError("no epoch " + name);
    }
}
