package io.frostline.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReadingsTest {
    private final List<PlainReading> accepted = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @Test
    void readsOneAndMany() throws Exception {
        parse("{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":-18.25}");
        parse("[{\"sensor\":\"a\",\"at\":\"2026-01-31T09:00:00+01:00\",\"celsius\":null}]");
        long at = Instant.parse("2026-01-31T08:00:00Z").toEpochMilli();
        assertThat(accepted).containsExactly(new PlainReading("a", at, -18_250_000L), new PlainReading("a", at, null));
        assertThat(rejected).isEmpty();
    }

    @Test
    void saysWhichReadingIsWrongAndTakesTheRest() throws Exception {
        parse("[{\"sensor\":\"a b\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1},"
                + "{\"sensor\":\"a\",\"at\":\"yesterday\",\"celsius\":1},"
                + "{\"sensor\":\"a\",\"at\":\"+30000-01-31T08:00:00Z\",\"celsius\":1},"
                + "{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":\"NaN\"},"
                + "{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1e99},"
                + "{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\"},"
                + "{\"sensor\":\"ok\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1}]");
        assertThat(rejected).containsExactly("1 sensor", "2 at", "3 at", "4 celsius", "5 celsius", "6 celsius");
        assertThat(accepted).extracting(PlainReading::sensor).containsExactly("ok");
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatThrownBy(() -> parse("celsius=4")).isInstanceOf(BadReading.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(BadReading.class);
        assertThatThrownBy(() -> parse("[{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1}, oops]"))
                .isInstanceOf(BadReading.class);
        assertThat(accepted).isEmpty();
    }

    @Test
    void takesANumberThatIsNoneForAFault() throws Exception {
        for (String none : List.of("nan", "NaN", "NAN", "-nan", "inf", "-Infinity", "null")) {
            parse("[{\"sensor\":\"nan\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":3.4},"
                    + "{\"sensor\":\"b\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":" + none + "},"
                    + "{\"sensor\":\"c\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":3.5}]");
            assertThat(accepted).as(none).extracting(PlainReading::sensor).containsExactly("nan", "b", "c");
            assertThat(accepted.get(1).microCelsius()).isNull();
            accepted.clear();
        }
        assertThat(rejected).isEmpty();
    }

    @Test
    void refusesAnElementOfUnknownFormAndTakesTheOthers() throws Exception {
        parse("[1, null, {\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":50,\"unit\":\"F\"},"
                + "{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":\"nan\"},"
                + "{\"sensor\":\"a\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1,\"celsius\":2},"
                + "{\"sensor\":\"ok\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":1}]");
        assertThat(rejected).containsExactly("1 element", "2 element", "3 unit", "4 celsius", "5 celsius");
        assertThat(accepted).extracting(PlainReading::sensor).containsExactly("ok");
    }

    private void parse(String json) throws BadReading {
        JsonReadings.parse(json.getBytes(StandardCharsets.UTF_8), new JsonReadings.Sink() {
            @Override
            public void accept(int index, PlainReading reading) {
                accepted.add(reading);
            }

            @Override
            public void reject(int index, BadReading why) {
                rejected.add(index + " " + why.field());
            }
        });
    }
}
