package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test that a defrost reported by the agent masks the excursion that it explains, also if reported late. */
class MaskedIT {
    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    @Test
    void aDefrostThatIsKnownInTimeAndOneThatIsKnownLate() {
        for (boolean late : List.of(false, true)) {
            try (Defrosted room = new Defrosted(cloud, rooms, late ? "defrost-late" : "defrost")) {
                room.warm(late ? List.of() : Defrosted.defrost());
                if (late) {
                    room.awaitRaised();
                    room.goOn(Defrosted.defrost());
                }
                JsonNode masked = room.awaitMasked();
                assertThat(masked.get("masked").asInt()).isEqualTo(2400);
                assertThat(masked.get("outside").asInt()).isEqualTo(600);
                assertThat(masked.get("peakCelsius").asDouble()).isEqualTo(9);
                JsonNode changes =
                        rooms.get("/excursions/" + masked.get("id").asText()).get("changes");
                assertThat(changes.get(changes.size() - 1).get("change").asText())
                        .endsWith(late ? "lowered" : "ended");
            }
        }
    }
}
