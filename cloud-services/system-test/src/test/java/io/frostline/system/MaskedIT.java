package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.testing.Deployment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an agent says of a defrost masks the excursion that it explains, also where it says so late. */
class MaskedIT {
    private static final Instant WARM = Instant.parse("2026-01-15T08:10:00Z");

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    @Test
    void aDefrostThatIsKnownInTimeAndOneThatIsKnownLate() {
        for (boolean late : List.of(false, true)) {
            String name = late ? "defrost-late" : "defrost";
            rooms.set(
                    name + "/cooler",
                    ColdRooms.chilled("2026-01-01T00:00:00Z", "probe")
                            .replace("\"from\"", "\"masks\":{\"defrost\":\"PT2H\"},\"from\""));
            try (Site site = new Site(cloud, name)) {
                site.send(batch(site, name, 1, 4, WARM.minusSeconds(600), 600, List.of()));
                if (late) {
                    site.send(batch(site, name, 2, 9, WARM, 3000, List.of()));
                    site.send(batch(site, name, 3, 4, WARM.plusSeconds(3000), 60, List.of()));
                    rooms.await(
                            name,
                            all -> isEnded(all) && all.getFirst().get("raised").has("warning"));
                    site.send(batch(site, name, 4, 4, WARM.plusSeconds(3060), 60, defrost()));
                } else {
                    site.send(batch(site, name, 2, 9, WARM, 3000, defrost()));
                    site.send(batch(site, name, 3, 4, WARM.plusSeconds(3000), 60, List.of()));
                }
            }
            JsonNode masked = rooms.await(
                            name,
                            all -> isEnded(all) && all.getFirst().get("raised").isEmpty())
                    .getFirst();
            assertThat(masked.get("masked").asInt()).isEqualTo(2400);
            assertThat(masked.get("outside").asInt()).isEqualTo(600);
            assertThat(masked.get("peakCelsius").asDouble()).isEqualTo(9);
            JsonNode changes =
                    rooms.get("/excursions/" + masked.get("id").asText()).get("changes");
            assertThat(changes.get(changes.size() - 1).get("change").asText()).endsWith(late ? "lowered" : "ended");
        }
    }

    /** From a minute before it becomes warm, for 41 minutes. */
    private static List<Batch.Entry> defrost() {
        return List.of(
                new Batch.Entry(
                        WARM.minusSeconds(60).toEpochMilli(), "defrost-started", "defrost", Map.of("room", "cooler")),
                new Batch.Entry(
                        WARM.plusSeconds(2400).toEpochMilli(), "defrost-ended", "defrost", Map.of("room", "cooler")));
    }

    private static boolean isEnded(List<JsonNode> all) {
        return !all.isEmpty()
                && all.getFirst().get("kind").asText().equals("each")
                && all.getFirst().has("to");
    }

    private static byte[] batch(
            Site site, String name, long sequence, double celsius, Instant from, int seconds, List<Batch.Entry> log) {
        double[] readings = new double[seconds];
        Arrays.fill(readings, celsius);
        return site.encode(new Batch(
                name,
                1,
                sequence,
                Digest.NONE,
                Site.CATALOG.id(),
                OptionalLong.empty(),
                List.of(new Column(0, Site.readings(from.toEpochMilli(), readings))),
                log,
                List.of()));
    }
}
