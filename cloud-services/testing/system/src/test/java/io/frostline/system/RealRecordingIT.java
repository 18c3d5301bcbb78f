package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.FaultProxy;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of half a year of a real cold store, through the agent and through import: both give the same, equal to a third parse. */
class RealRecordingIT {
    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final String QUERY = "?zone=America/New_York&dateFormat=dd/MM/yy";
    private static final Instant FROM = Instant.parse("2021-06-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2022-01-02T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY, Duration.ofMinutes(3));
    private Path recording = Path.of("");

    @BeforeEach
    void findRecording() {
        recording = Deployment.root().resolve("../shared/data/saveris/values-2021.csv");
        assumeTrue(Files.exists(recording), "the recordings are not here: " + recording);
    }

    @Test
    void agentAndImportGiveTheSameReadings(@TempDir Path folder) throws Exception {
        Map<String, TreeMap<Long, String>> expected = independentParse();
        try (FaultProxy uplink = new FaultProxy(cloud.port(Part.MQTT));
                EdgeAgent agent = new EdgeAgent(folder, """
                        site: recorded
                        uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s, keep-alive: 3s}
                        recordings:
                          - {file: "%s", zone: America/New_York, date-format: dd/MM/yy, factor: 3000000} # a year in ten seconds
                        """.formatted(uplink.port(), recording.toAbsolutePath()))) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_receipts_total") > 0);
            uplink.set(FaultProxy.Link.CUT);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> agent.metric("frostline_readings_total") >= 186_000 - 5_000);
            assertThat(agent.metric("frostline_backlog_batches"))
                    .as("batches that wait for the link")
                    .isPositive();
            uplink.set(FaultProxy.Link.UP);
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> agent.process().log().contains("is replayed")
                            && agent.metric("frostline_backlog_batches") == 0);
        }
        Response answer = importInto("imported");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        long readings = expected.values().stream().mapToLong(TreeMap::size).sum();
        JsonNode imported = RestClient.json(answer);
        assertThat(imported.get("accepted").asLong()).isEqualTo(readings);
        assertThat(imported.get("rejected")).isEmpty();
        assertThat(imported.get("faults").asLong())
                .isEqualTo(expected.values().stream()
                        .flatMap(sensor -> sensor.values().stream())
                        .filter("[fault]"::equals)
                        .count());
        for (Map.Entry<String, TreeMap<Long, String>> sensor : expected.entrySet()) {
            assertThat(rest.readings("imported", sensor.getKey(), FROM, TO))
                    .as("imported " + sensor.getKey())
                    .isEqualTo(sensor.getValue());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rest.readings("recorded", sensor.getKey(), FROM, TO))
                            .as("recorded " + sensor.getKey())
                            .isEqualTo(sensor.getValue()));
        }
        JsonNode again = RestClient.json(importInto("imported"));
        assertThat(again.get("accepted").asLong()).isZero();
        assertThat(again.get("duplicates").asLong()).isEqualTo(readings);
        assertThat(rest.json("/sites/imported/verification").get("intact").asBoolean())
                .isTrue();
    }

    private Response importInto(String site) throws Exception {
        return rest.post("/sites/" + site + "/readings" + QUERY, "text/csv", Files.readString(recording));
    }

    /** Independent parser, written to be obviously correct, for this file alone. */
    private Map<String, TreeMap<Long, String>> independentParse() throws Exception {
        List<String> lines = Files.readAllLines(recording);
        String[] names = lines.getFirst().split(",");
        DateTimeFormatter format = DateTimeFormatter.ofPattern("dd/MM/yy H:mm:ss");
        Map<String, TreeMap<Long, String>> readings = new TreeMap<>();
        LocalDateTime secondOne = LocalDateTime.of(2021, 11, 7, 1, 0);
        boolean summerIsOver = false;
        LocalDateTime before = LocalDateTime.MIN;
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            LocalDateTime local = LocalDateTime.parse(cells[0] + " " + cells[1], format);
            summerIsOver |= local.equals(secondOne) && before.isAfter(local);
            before = local;
            ZonedDateTime zoned = local.atZone(ZONE);
            zoned = summerIsOver ? zoned.withLaterOffsetAtOverlap() : zoned.withEarlierOffsetAtOverlap();
            for (int i = 2; i < cells.length; i++) {
                if (!cells[i].isEmpty()) {
                    String cell = cells[i].replaceAll("\\.+$", "");
                    String value = cell.isEmpty() || cell.equals("###")
                            ? "[fault]"
                            : Double.toString(Double.parseDouble(cell));
                    readings.computeIfAbsent(names[i], name -> new TreeMap<>())
                            .put(zoned.toInstant().toEpochMilli(), value);
                }
            }
        }
        return readings;
    }
}
