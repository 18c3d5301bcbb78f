package io.frostline.coldroom.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.MaskRules.Daily;
import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.coldroom.detection.MaskRules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskRulesTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final Map<String, Duration> MAX_LENGTH = Map.of("defrost", Duration.ofMinutes(45));
    private static final MaskRules RULES =
            new MaskRules(Map.of(Instant.EPOCH, new Rule(MADRID, MAX_LENGTH, List.of())));

    @Test
    void whatBeganMasksUntilItEndsOrForAsLongAsItMay() {
        Masks masks = masks(List.of(begins("08:00"), ends("08:20"), begins("10:00"), begins("12:00"), ends("13:00")));
        assertThat(masked(masks, "08:00", "09:00")).isEqualTo(Duration.ofMinutes(20));
        assertThat(masked(masks, "10:00", "12:00")).isEqualTo(Duration.ofMinutes(45));
        assertThat(masked(masks, "12:00", "14:00")).isEqualTo(Duration.ofMinutes(45));
    }

    @Test
    void whatIsNotNamedMasksNothing() {
        Masks masks = masks(List.of(new Event("door", millis("08:00"), true)));
        assertThat(masked(masks, "08:00", "09:00")).isZero();
    }

    /** One event ends and one begins at 09:10. */
    @Test
    void theOrderInWhichEventsCameDoesNotMatter() {
        List<Event> events = new ArrayList<>(List.of(
                begins("08:00"),
                ends("08:20"),
                begins("08:30"),
                begins("08:40"),
                ends("09:00"),
                ends("09:10"),
                begins("09:10")));
        long whole = masked(masks(events), "00:00", "23:59").toMillis();
        assertThat(whole).isEqualTo(Duration.ofMinutes(95).toMillis());
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(events, new Random(seed));
            assertThat(masked(masks(events), "00:00", "23:59").toMillis()).isEqualTo(whole);
        }
    }

    /** A mask that one version allows for long may be cut by an event under the next version. */
    @Test
    void howLongAnEventMayMatterIsTheLongestOfAllVersions() {
        Rule shorter = new Rule(MADRID, Map.of("defrost", Duration.ofMinutes(5)), List.of());
        MaskRules rules = new MaskRules(Map.of(
                Instant.EPOCH,
                new Rule(MADRID, MAX_LENGTH, List.of()),
                Instant.parse("2026-01-15T12:00:00Z"),
                shorter));
        assertThat(rules.longest("defrost")).isEqualTo(Duration.ofMinutes(45));
        assertThat(rules.longest("door")).isZero();
    }

    /** 02:00 in Madrid is 01:00 UTC in winter; a new version from 12:00 on has another time. */
    @Test
    void dailyMasksAreInLocalTimeAndHoldWithTheirVersion() {
        Rule night = new Rule(MADRID, Map.of(), List.of(new Daily(LocalTime.of(2, 0), Duration.ofMinutes(30))));
        Rule evening = new Rule(MADRID, Map.of(), List.of(new Daily(LocalTime.of(20, 0), Duration.ofMinutes(10))));
        Masks masks = new MaskRules(Map.of(Instant.EPOCH, night, Instant.parse("2026-01-15T12:00:00Z"), evening))
                .masks(
                        List.of(),
                        millis("00:00"),
                        millis("23:59") + Duration.ofDays(1).toMillis());
        assertThat(masked(masks, "01:00", "01:30")).isEqualTo(Duration.ofMinutes(30));
        assertThat(masked(masks, "19:00", "19:30")).isEqualTo(Duration.ofMinutes(10));
        assertThat(masked(masks, "00:00", "23:59")).isEqualTo(Duration.ofMinutes(40));
    }

    private static Masks masks(List<Event> events) {
        return RULES.masks(events, millis("00:00"), millis("23:59"));
    }

    private static Duration masked(Masks masks, String from, String to) {
        return Duration.ofMillis(masks.masked(millis(from), millis(to)));
    }

    private static Event begins(String at) {
        return new Event("defrost", millis(at), true);
    }

    private static Event ends(String at) {
        return new Event("defrost", millis(at), false);
    }

    private static long millis(String time) {
        return Instant.parse("2026-01-15T" + time + ":00Z").toEpochMilli();
    }
}
