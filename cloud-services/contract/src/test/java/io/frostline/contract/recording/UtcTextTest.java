package io.frostline.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UtcTextTest {
    @Property
    void readsWhatTheFormatterWrites(
            @ForAll @LongRange(min = 0, max = 7_258_118_399L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant at = Instant.ofEpochSecond(second, nano);
        assertThat(UtcText.millis(at.toString())).isEqualTo(at.toEpochMilli());
        assertThat(UtcText.millis(Instant.ofEpochSecond(second).toString())).isEqualTo(second * 1000);
    }

    @Test
    void leavesWhatIsNoInstantOfItsFormToOthers() {
        for (String text : List.of(
                "2026-02-29T08:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T08:60:00Z",
                "2026-01-31T08:00:00.Z",
                "2026-01-31T08:00:00.1x3Z",
                "2026-13-01T08:00:00Z",
                "2026-01-31 08:00:00Z",
                "2026-01-31T08:00:00+01:00",
                "2026-01-31T08:00Z",
                "")) {
            assertThat(UtcText.millis(text)).as(text).isEqualTo(UtcText.OTHER);
        }
        assertThat(UtcText.millis("2028-02-29T08:00:00.5Z"))
                .isEqualTo(Instant.parse("2028-02-29T08:00:00.5Z").toEpochMilli());
    }
}
