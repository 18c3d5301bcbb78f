package io.frostline.helm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** Agent that replays a recording, a hundred readings a second, so that history's expected content is known. */
final class RecordedReadings implements AutoCloseable {
    private static final int SENSORS = 10;
    private static final int FACTOR = 10;
    private static final Instant BEGIN = Instant.parse("2026-01-31T08:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final String site;
    private final int seconds;
    private final EdgeAgent agent;

    RecordedReadings(Path folder, Cluster cluster, Duration length) throws IOException {
        this.site = Cluster.SITE;
        this.seconds = (int) length.toSeconds() * FACTOR;
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int second = 0; second < seconds; second++) {
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                csv.append("probe-%d,%s,%s%n".formatted(sensor, BEGIN.plusSeconds(second), celsius(sensor, second)));
            }
        }
        Path recording = Files.writeString(folder.resolve(site + ".csv"), csv);
        agent = new EdgeAgent(folder.resolve(site), """
                site: %s
                uplink: {%s, receipt-timeout: 3s, keep-alive: 5s}
                recordings: [{file: "%s", zone: UTC, factor: %d}]
                """.formatted(site, cluster.uplink(), recording, FACTOR));
        agent.start();
    }

    private static double celsius(int sensor, int second) {
        return -20 + sensor + second % 10 / 10.0;
    }

    void awaitReceipts() {
        await().atMost(TIMEOUT).until(() -> agent.metric("frostline_receipts_total") >= 3);
    }

    /** Waits until all is recorded, and asserts each reading once and a chain of batches without gaps. */
    void assertAllAreInHistory(RestClient history) {
        await("all of it received")
                .atMost(TIMEOUT)
                .until(() -> agent.metric("frostline_readings_total") == SENSORS * seconds
                        && agent.metric("frostline_waiting_readings") == 0
                        && agent.metric("frostline_backlog_batches") == 0);
        for (int sensor = 0; sensor < SENSORS; sensor++) {
            int each = sensor;
            // a receipt means that Kafka stores it durably; history may have it a moment later
            await().atMost(TIMEOUT)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(history.readings(site, "probe-" + each, BEGIN, BEGIN.plusSeconds(seconds)))
                                    .isEqualTo(expected(each)));
        }
        JsonNode continuity = history.json("/sites/" + site + "/continuity");
        assertThat(continuity.at("/epochs/0/missing")).as(continuity.toString()).isEmpty();
        assertThat(continuity.at("/epochs/0/chain/intact").asBoolean()).isTrue();
    }

    private TreeMap<Long, String> expected(int sensor) {
        TreeMap<Long, String> expected = new TreeMap<>();
        for (int second = 0; second < seconds; second++) {
            expected.put(BEGIN.plusSeconds(second).toEpochMilli(), Double.toString(celsius(sensor, second)));
        }
        return expected;
    }

    @Override
    public void close() {
        agent.close();
    }
}
