package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Test that kills coldroom while it processes late log entries of an agent, where a lock held by the test stops it. */
class AgentLogKilledIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    /** Steps at which coldroom processes late log entries of an agent: a defrost, an applied set point. */
    private enum LogStep {
        BEFORE_THE_DEFROST_IS_KEPT(
                "insert into coldroom.mask_event values ('%s', 'cooler', 'defrost', '2026-01-15T08:09:00Z', true)",
                "insert into mask_event"),
        BEFORE_THE_REPORT_IS_KEPT("select from coldroom.set_point where site = '%s' for update", "update set_point"),
        BEFORE_WHAT_IS_FOUND_IS_KEPT("select from coldroom.excursion where site = '%s' for update", "select e.* from"),
        AFTER_WHAT_IS_FOUND_IS_KEPT("select 1", "");

        private final String lock;
        private final String waiting;

        LogStep(String lock, String waiting) {
            this.lock = lock;
            this.waiting = waiting;
        }
    }

    @ParameterizedTest
    @EnumSource
    void appliesLogEntriesOnceDespiteAKill(LogStep step) throws Exception {
        String name = "killed-log-" + step.ordinal();
        try (Defrosted room = new Defrosted(cloud, rooms, name)) {
            setPoint(name, 5);
            room.warm(List.of());
            String excursion = room.awaitRaised().get("id").asText();
            try (HeldLock lock = new HeldLock(cloud, step.lock.formatted(name))) {
                List<Batch.Entry> log = new ArrayList<>(Defrosted.defrost());
                log.add(applied(1, 5));
                room.goOn(log);
                if (step.waiting.isEmpty()) {
                    room.awaitMasked();
                } else {
                    lock.awaitWaiting(step.waiting);
                }
                cloud.kill(Part.COLDROOM);
            }
            cloud.start(Part.COLDROOM);
            JsonNode masked = room.awaitMasked();
            assertThat(masked.get("id").asText()).isEqualTo(excursion);
            assertThat(masked.get("masked").asInt()).isEqualTo(2400);
            assertThat(masked.get("outside").asInt()).isEqualTo(600);
            assertThat(awaitReported(name, 1).get("reported").asDouble()).isEqualTo(5);
            // processing continues from there
            setPoint(name, 4);
            room.goOn(List.of(applied(2, 4)));
            assertThat(awaitReported(name, 2).get("reported").asDouble()).isEqualTo(4);
            assertThat(rooms.changes(excursion))
                    .endsWith("lowered by late-data")
                    .doesNotHaveDuplicates();
            rooms.assertTold(
                    name + "/cooler",
                    "excursion-raised " + excursion + " warning",
                    "excursion-ended " + excursion + " null",
                    "excursion-withdrawn " + excursion + " warning");
        }
    }

    private static Batch.Entry applied(long version, double celsius) {
        return new Batch.Entry(
                Instant.parse("2026-01-15T09:02:00Z").toEpochMilli(),
                Batch.Entry.SET_POINT_APPLIED,
                "set point",
                Map.of("room", "cooler", "version", Long.toString(version), "celsius", Double.toString(celsius)));
    }

    private void setPoint(String site, double celsius) {
        Response answer =
                rooms.put("/rooms/" + site + "/cooler/set-point", "{\"celsius\":" + celsius + ",\"by\":\"Carmen\"}");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    private JsonNode awaitReported(String site, long version) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> rooms.get("/rooms/" + site + "/cooler/set-point"),
                        point -> point.get("state").asText().equals("reported")
                                && point.get("version").asLong() == version);
    }
}
