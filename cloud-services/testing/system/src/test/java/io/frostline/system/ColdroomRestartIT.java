package io.frostline.system;

import static io.frostline.system.Probe.BEGIN;
import static io.frostline.system.Probe.DAY;
import static io.frostline.system.Probe.at;
import static io.frostline.system.Probe.excursions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that coldroom finds and tells the same when it is killed, or runs twice. */
class ColdroomRestartIT {
    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);
    private final Probe probe = new Probe(rooms);

    /** Whatever coldroom was doing when killed, it finds and publishes the same. */
    @Test
    void findsAndTellsTheSameDespiteKills() throws Exception {
        rooms.set("killed/cooler", ColdRooms.chilled(BEGIN, "probe"));
        Random random = new Random(1);
        for (int hour = 0; hour < 8; hour++) {
            Instant from = Instant.parse(DAY + "00:00:00Z").plus(Duration.ofHours(2L * hour));
            probe.hold("killed", from, from.plus(Duration.ofMinutes(70)), 9);
            probe.hold("killed", from.plus(Duration.ofMinutes(70)), from.plus(Duration.ofMinutes(120)), 4);
            if (hour % 2 == 0) {
                Thread.sleep(random.nextInt(400));
                cloud.kill(Deployment.Part.COLDROOM);
                cloud.start(Deployment.Part.COLDROOM);
            }
        }
        List<JsonNode> found = rooms.await(
                "killed",
                all -> excursions(all).size() == 8 && excursions(all).getLast().has("to"));
        assertThat(excursions(found))
                .allSatisfy(e -> assertThat(e.get("outside").asInt()).isEqualTo(70 * 60));
        Map<String, Integer> told = new TreeMap<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            told.clear();
            told.putAll(rooms.told("killed/cooler"));
            return told.size() >= 24;
        });
        assertThat(told)
                .hasSize(24)
                .allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
    }

    /** A split remains a split and is not published again, although its readings are followed again. */
    @Test
    void keepsBothPartsOfASplitDespiteAKill() throws Exception {
        rooms.set("resplit/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("resplit", "08:00", "09:00", 9);
        rooms.await("resplit", all -> !excursions(all).isEmpty());
        probe.hold("resplit", "09:00", "10:30", 9);
        rooms.hold("resplit", "probe", at(59).plusSeconds(30), at(60), 4); // the temperature had recovered in between
        List<JsonNode> two =
                excursions(rooms.await("resplit", all -> excursions(all).size() == 2));
        cloud.kill(Deployment.Part.COLDROOM);
        cloud.start(Deployment.Part.COLDROOM);
        probe.hold("resplit", "10:30", "10:40", 4);
        List<JsonNode> then = excursions(rooms.await(
                "resplit",
                all -> excursions(all).size() == 2 && excursions(all).getLast().has("to")));
        for (int i = 0; i < 2; i++) {
            assertThat(then.get(i).get("id")).isEqualTo(two.get(i).get("id"));
            assertThat(probe.changes(then.get(i)))
                    .noneMatch(change -> change.contains("reopened") || change.contains("merged"));
        }
    }

    /** Two processes follow the same sites, and one of them stores its findings. */
    @Test
    void twoProcessesFindAndTellOnce(@TempDir Path folder) throws Exception {
        rooms.set("twice/cooler", ColdRooms.chilled(BEGIN, "probe"));
        Map<String, String> environment = cloud.environment(Deployment.Part.COLDROOM);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        Path app = Deployment.root().resolve("cloud-services/apps/coldroom/target/quarkus-app/quarkus-run.jar");
        try (ServerProcess second = ServerProcess.java(
                "a second coldroom",
                folder.resolve("second.log"),
                List.of("-Xmx256m", "-jar", app.toString()),
                environment)) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            for (int hour = 0; hour < 6; hour++) {
                Instant from = Instant.parse(DAY + "00:00:00Z").plus(Duration.ofHours(2L * hour));
                probe.hold("twice", from, from.plus(Duration.ofMinutes(70)), 9);
                probe.hold("twice", from.plus(Duration.ofMinutes(70)), from.plus(Duration.ofMinutes(120)), 4);
            }
            rooms.await(
                    "twice",
                    all -> excursions(all).size() == 6
                            && excursions(all).getLast().has("to"));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rooms.told("twice/cooler").size() >= 18);
        assertThat(rooms.told("twice/cooler"))
                .hasSize(18)
                .allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
    }
}
