package io.frostline.history.loggerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Test that reading by digits gives the same instants as reading by patterns. */
class PlainMomentTest {
    private static final List<String> PIECES = List.of(
            "2026",
            "26",
            "13",
            "02",
            "2",
            "31",
            "0",
            "00",
            "24",
            "59",
            "60",
            "-",
            "-",
            "/",
            ".",
            ".",
            ":",
            ":",
            " ",
            "T",
            ",",
            "5",
            "123",
            "123456789",
            "AM",
            "Z");
    private static final List<String> FORMS = List.of(
            "%1$s-%2$s-%3$s %4$s:%5$s:%6$s",
            "%1$s-%2$s-%3$sT%4$s:%5$s",
            "%3$s.%2$s.%1$s %4$s:%5$s:%6$s",
            "%2$s/%3$s/%1$s %4$s:%5$s",
            "%3$s/%2$s/%1$s",
            "%4$s:%5$s:%6$s",
            "%1$s-%2$s-%3$s %4$s:%5$s:%6$s.%6$s");

    @Property(tries = 20_000)
    void agreesOnWhateverIsPutTogether(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        assertAgreed(text.toString());
    }

    @Property(tries = 20_000)
    void agreesOnTimes(@ForAll long seed) {
        Random random = new Random(seed);
        String form = FORMS.get(random.nextInt(FORMS.size()));
        assertAgreed(form.formatted(
                random.nextBoolean() ? "2026" : "26",
                number(random, 13),
                number(random, 32),
                number(random, 25),
                number(random, 61),
                number(random, 61)));
    }

    @Test
    void readsWhatMostFilesHave() {
        for (String text : List.of("2026-02-13 08:00:00", "13.02.2026 08:00", "02/13/26 8:00", "2026-02-13", "08:00")) {
            assertThat(new PlainMoment(text).read()).as(text).isNotNull();
        }
    }

    private static String number(Random random, int bound) {
        return (random.nextBoolean() ? "%02d" : "%d").formatted(random.nextInt(bound));
    }

    private static void assertAgreed(String text) {
        Optional<Moment> plain = Optional.ofNullable(new PlainMoment(text.strip()).read());
        if (plain.isPresent()) {
            assertThat(plain).as(text).isEqualTo(Moment.byPatterns(text.strip()));
        }
        assertThat(Moment.parse(text)).as(text).isEqualTo(Moment.byPatterns(text.strip()));
    }
}
