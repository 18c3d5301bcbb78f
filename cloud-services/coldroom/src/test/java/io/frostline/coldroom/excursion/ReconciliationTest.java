package io.frostline.coldroom.excursion;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.room.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Watch WATCH = new Watch("north", "probe", "cooler", "air", Watch.Kind.EACH);
    private static final Map<String, Instant> WARNED = Map.of("warning", at(30));

    @Test
    void whatStaysAsItIsIsNoChange() {
        assertThat(changes(found(0, 60, WARNED), found(0, 60, WARNED))).isEmpty();
    }

    @Test
    void aSeverityThatIsReachedAtAnotherInstantIsSaid() {
        assertThat(changes(found(0, 60, WARNED), found(0, 60, Map.of("warning", at(40)))))
                .containsExactly("retimed");
        assertThat(changes(found(0, 60, WARNED), found(0, 60, Map.of("warning", at(20), "critical", at(50)))))
                .containsExactly("raised retimed");
        assertThat(changes(found(0, 60, WARNED), found(0, 60, Map.of()))).containsExactly("lowered");
    }

    @Test
    void aMoveIsSaid() {
        assertThat(changes(found(0, 60, WARNED), found(0, 70, WARNED))).containsExactly("extended");
        assertThat(changes(found(0, 60, WARNED), found(0, null, WARNED))).containsExactly("reopened");
        assertThat(changes(found(0, 60, WARNED), found(5, 60, WARNED))).containsExactly("shortened");
        assertThat(changes(found(0, 60, WARNED), found(60, 90, WARNED)))
                .containsExactly("withdrawn", "begun raised ended");
        assertThat(changes(found(0, 60, WARNED), found(0, 20, Map.of()), found(30, 60, WARNED)))
                .containsExactly("shortened lowered", "split raised ended");
    }

    private static List<String> changes(Found known, Found... now) {
        return Reconciliation.of(WATCH, List.of(new Known(UUID.randomUUID(), WATCH, known)), List.of(now)).stream()
                .map(Change::text)
                .toList();
    }

    private static Found found(int from, @Nullable Integer to, Map<String, Instant> raised) {
        return new Found(Limit.Side.HIGH, at(from), to == null ? null : at(to), 0, 0, 9_000_000L, at(from), raised);
    }

    private static Instant at(int minute) {
        return Instant.parse("2026-01-15T12:00:00Z").plusSeconds(60L * minute);
    }
}
