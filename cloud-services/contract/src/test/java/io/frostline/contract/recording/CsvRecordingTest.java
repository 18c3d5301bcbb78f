package io.frostline.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRecordingTest {
    private static final CsvRecording.Format NEW_YORK =
            new CsvRecording.Format(ZoneId.of("America/New_York"), "dd/MM/yy");
    private final List<String> accepted = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @Test
    void cellsAreValuesFaultsOrNothing() throws Exception {
        parse(
                "date,hour,a,b\n24/06/21,9:41:55,,.......\n24/06/21,14:42:46,###,3.5.....\n24/06/21,14:43,-31,###..\n",
                NEW_YORK);
        assertThat(accepted)
                .containsExactly(
                        "b 2021-06-24T13:41:55Z fault",
                        "a 2021-06-24T18:42:46Z fault",
                        "b 2021-06-24T18:42:46Z 3.5",
                        "a 2021-06-24T18:43:00Z -31",
                        "b 2021-06-24T18:43:00Z fault");
    }

    @Test
    void theHourThatStandsTwiceIsTwoHours() throws Exception {
        parse(
                "date,hour,a\n07/11/21,0:45:00,1\n07/11/21,1:00:00,2\n07/11/21,1:30:00,3\n"
                        + "07/11/21,1:00:00,4\n07/11/21,1:30:00,5\n07/11/21,2:00:00,6\n",
                NEW_YORK);
        assertThat(accepted)
                .containsExactly(
                        "a 2021-11-07T04:45:00Z 1",
                        "a 2021-11-07T05:00:00Z 2",
                        "a 2021-11-07T05:30:00Z 3",
                        "a 2021-11-07T06:00:00Z 4",
                        "a 2021-11-07T06:30:00Z 5",
                        "a 2021-11-07T07:00:00Z 6");
    }

    @Test
    void aTimeThatNeverWasIsRejectedWithItsLine() throws Exception {
        parse("date,hour,a\n14/03/21,2:30:00,1\n31/02/21,1:00,1\n14/03/21,3:30:00,x\n14/03/21,3:30:00\n", NEW_YORK);
        assertThat(rejected).containsExactly("2 time", "3 date", "4 a", "5 ");
        assertThat(accepted).isEmpty();
    }

    @Test
    void aWideRecordingWithoutZoneIsRefused() {
        assertThatThrownBy(() -> parse("date,a\n", new CsvRecording.Format(null, null)))
                .isInstanceOfSatisfying(
                        BadReading.class, e -> assertThat(e.field()).isEqualTo("zone"));
    }

    @Test
    void twentyFourHoursAreMidnightAtTheEndOfTheDay() throws Exception {
        parse("date,hour,a\n24/06/21,24:00,1\n31/12/21,24:00:00,2\n24/06/21,24:01,3\n24/06/21,7:60,4\n", NEW_YORK);
        parse(
                "date,a\n2021-06-24T24:00,5\n2021-06-24T24:00:01,6\n",
                new CsvRecording.Format(ZoneId.of("America/New_York"), null));
        assertThat(accepted)
                .containsExactly("a 2021-06-25T04:00:00Z 1", "a 2022-01-01T05:00:00Z 2", "a 2021-06-25T04:00:00Z 5");
        assertThat(rejected).containsExactly("4 date", "5 date", "3 date");
    }

    @Test
    void theLongFormNeedsNoZone() throws Exception {
        parse("sensor,at,celsius\na,2026-01-31T08:00:00Z,-18.5\na,2026-01-31,1\n", new CsvRecording.Format(null, null));
        assertThat(accepted).containsExactly("a 2026-01-31T08:00:00Z -18.5");
        assertThat(rejected).containsExactly("3 at");
    }

    @Test
    void refusesAHeaderThatNamesNoOrBadOrTwiceTheSameSensor() {
        for (String header : List.of("date,hour\n", "date,hour,a,a\n", "date,a b\n", "a,b\n", "")) {
            assertThatThrownBy(() -> parse(header, NEW_YORK)).as(header).isInstanceOf(BadReading.class);
        }
    }

    private void parse(String csv, CsvRecording.Format format) throws IOException, BadReading {
        CsvRecording.parse(new StringReader(csv), format, new CsvRecording.Sink() {
            @Override
            public void accept(PlainReading reading) {
                Long micro = reading.microCelsius();
                accepted.add(reading.sensor() + " " + Instant.ofEpochMilli(reading.atMillis()) + " "
                        + (micro == null ? "fault" : Temperatures.format(micro)));
            }

            @Override
            public void reject(long line, String column, String reason) {
                rejected.add(line + " " + column);
            }
        });
    }
}
