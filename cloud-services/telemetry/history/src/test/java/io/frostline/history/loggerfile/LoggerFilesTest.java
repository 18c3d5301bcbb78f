package io.frostline.history.loggerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of file shapes from the field: each is understood, refused, or in doubt. */
class LoggerFilesTest {
    @TempDir
    private Path folder;

    private List<String> read(String text, FileSettings settings) throws Exception {
        return Loggers.read(Loggers.file(folder, text, StandardCharsets.UTF_8), settings);
    }

    @Test
    void dayAndMonthAreNeverGuessed() throws Exception {
        String file = "date,a\n03/04/2026 08:00,1\n03/05/2026 08:00,2\n";
        assertThat(read(file, Loggers.zone("UTC"))).containsExactly("?dateFormat");
        assertThat(read(file, Loggers.settings("UTC", "MM/dd/yyyy", "")))
                .containsExactly("a 2026-03-04T08:00:00Z 1", "a 2026-03-05T08:00:00Z 2");
        assertThat(read(file + "03/13/2026 08:00,3\n", Loggers.zone("UTC")))
                .hasSize(3)
                .last()
                .isEqualTo("a 2026-03-13T08:00:00Z 3");
        assertThat(read(file + "03/13/2026 08:00,3\n", Loggers.settings("UTC", "dd/MM/yyyy HH:mm", "")))
                .containsExactly("?dateFormat");
        assertThat(read(file + "03/13/2026 08:00,3\n13/03/2026 08:00,3\n", Loggers.zone("UTC")))
                .containsExactly("?dateFormat");
    }

    @Test
    void aZoneIsSaidOrAskedForAndHeldAgainstTheTimes() throws Exception {
        String file = "date,time,a\n2026-03-29,01:45,1\n2026-03-29,02:15,2\n2026-03-29,03:15,3\n";
        assertThat(read(file, FileSettings.NONE)).containsExactly("?zone");
        assertThat(read(file, Loggers.zone("Europe/Madrid")))
                .last()
                .asString()
                .startsWith("-3 zone 2026-03-29T02:15 never was");
        assertThat(read(file, Loggers.zone("+01:00")))
                .containsExactly("a 2026-03-29T00:45:00Z 1", "a 2026-03-29T01:15:00Z 2", "a 2026-03-29T02:15:00Z 3");
        assertThat(read("Date Time - GMT -05:00,Temp (°C)\n2026-03-29 01:45,1\n", FileSettings.NONE))
                .containsExactly("Temp 2026-03-29T06:45:00Z 1");
        assertThat(read("date,a\n2026-03-29T01:45+02:00,1\n", FileSettings.NONE))
                .containsExactly("a 2026-03-28T23:45:00Z 1");
    }

    @Test
    void midnightAtADaysEndIsTheNextDay() throws Exception {
        assertThat(read(
                        "date,time,a\n2026-03-07,23:45,1\n2026-03-07,24:00,2\n2026-03-07,24:15,3\n",
                        Loggers.zone("UTC")))
                .containsExactly(
                        "a 2026-03-07T23:45:00Z 1",
                        "a 2026-03-08T00:00:00Z 2",
                        "-4 date there is no such day or time: '2026-03-07 24:15'");
        assertThat(read("date,a\n2026-12-31 24:00,1\n", Loggers.zone("UTC")))
                .containsExactly("a 2027-01-01T00:00:00Z 1");
    }

    @Test
    void theHourThatComesTwiceIsTwoHoursInEitherOrder() throws Exception {
        String[] rows = {"01:45,1", "02:15,2", "02:45,3", "02:15,4", "02:45,5", "03:15,6"};
        StringBuilder oldest = new StringBuilder("date,time,a\n");
        StringBuilder newest = new StringBuilder("date,time,a\n");
        for (int i = 0; i < rows.length; i++) {
            oldest.append("2026-10-25,").append(rows[i]).append('\n');
            newest.append("2026-10-25,").append(rows[rows.length - 1 - i]).append('\n');
        }
        List<String> readings = read(oldest.toString(), Loggers.zone("Europe/Madrid"));
        assertThat(readings)
                .containsExactly(
                        "a 2026-10-24T23:45:00Z 1",
                        "a 2026-10-25T00:15:00Z 2",
                        "a 2026-10-25T00:45:00Z 3",
                        "a 2026-10-25T01:15:00Z 4",
                        "a 2026-10-25T01:45:00Z 5",
                        "a 2026-10-25T02:15:00Z 6");
        assertThat(read(newest.toString(), Loggers.zone("Europe/Madrid"))).isEqualTo(readings.reversed());
    }

    /** Clocks were set back at three on 25 October. */
    @Test
    void anHourThatWasTwiceAndStandsThereOnceIsNotGuessed() throws Exception {
        String begins = "date,time,a\n2026-10-25,02:15,1\n2026-10-25,02:45,2\n2026-10-25,03:15,3\n";
        assertThat(read(begins, Loggers.zone("Europe/Madrid")))
                .last()
                .asString()
                .startsWith(
                        "-4 zone the hour of 2026-10-25T02:15 was twice in Europe/Madrid, and the file has it once: nothing");
        assertThat(read(begins, Loggers.zone("+01:00")))
                .containsExactly("a 2026-10-25T01:15:00Z 1", "a 2026-10-25T01:45:00Z 2", "a 2026-10-25T02:15:00Z 3");
        String newestFirst = "date,time,a\n2026-10-25,02:45,2\n2026-10-25,02:15,1\n2026-10-25,01:45,0\n";
        assertThat(read(newestFirst, Loggers.zone("Europe/Madrid")))
                .last()
                .asString()
                .startsWith("-4 zone");
        String all = "date,time,a\n2026-10-25,02:15,1\n2026-10-25,02:45,2\n";
        assertThat(read(all, Loggers.zone("Europe/Madrid"))).last().asString().startsWith("-3 zone");
        String notSetBack = "date,time,a\n2026-10-25,01:15,1\n2026-10-25,01:45,2\n2026-10-25,02:15,3\n"
                + "2026-10-25,02:45,4\n2026-10-25,03:15,5\n";
        assertThat(read(notSetBack, Loggers.zone("Europe/Madrid")))
                .last()
                .asString()
                .startsWith("-6 zone the hour of 2026-10-25T02:15 was twice")
                .endsWith("its clock was not set back");
        String ends = "date,time,a\n2026-10-25,01:15,1\n2026-10-25,01:45,2\n2026-10-25,02:15,3\n";
        assertThat(read(ends, Loggers.zone("Europe/Madrid")))
                .containsExactly("a 2026-10-24T23:15:00Z 1", "a 2026-10-24T23:45:00Z 2", "a 2026-10-25T00:15:00Z 3");
        String away = "date,time,a\n2026-10-25,01:15,1\n2026-10-25,01:45,2\n2026-10-25,02:15,3\n2026-10-25,06:15,4\n";
        assertThat(read(away, Loggers.zone("Europe/Madrid"))).hasSize(4).last().isEqualTo("a 2026-10-25T05:15:00Z 4");
    }

    @Test
    void quantitiesThatAreNoTemperatureAreLeftOutAndUnitsConverted() throws Exception {
        assertThat(read(
                        "Zeit;Kühlraum 1 [°C];Feuchte [%rF];Taupunkt [°C];Luftdruck (hPa)\n2026-03-07 08:00;3,5;60,1;-2,0;1001,5\n",
                        Loggers.zone("UTC")))
                .containsExactly("Kuhlraum-1 2026-03-07T08:00:00Z 3.5");
        assertThat(read("date,freezer_F,rh\n2026-03-07 08:00,0.3,55\n", Loggers.zone("UTC")))
                .containsExactly("freezer_F 2026-03-07T08:00:00Z -17.611");
        assertThat(read("Date,Temp (K)\n2026-03-07 08:00,255.15\n", Loggers.zone("UTC")))
                .containsExactly("Temp 2026-03-07T08:00:00Z -18");
        assertThat(read("Date,Temperature\n2026-03-07 08:00,3\n", Loggers.zone("UTC")))
                .containsExactly("?unit");
        assertThat(read("Date,Temp (°F)\n2026-03-07 08:00,3\n", Loggers.settings("UTC", "", "C")))
                .containsExactly("?unit");
        assertThat(read("Date,Probe 1\n2026-03-07 08:00,3\n", Loggers.zone("UTC")))
                .containsExactly("?columns");
        assertThat(read("Date,RH\n2026-03-07 08:00,3\n", Loggers.zone("UTC")))
                .singleElement()
                .asString()
                .startsWith("!columns");
    }

    /** Values are read as at the strict endpoint. */
    private static final FileSettings OWN =
            new FileSettings(null, Loggers.zone("UTC").zone(), null, null, Map.of(), ',', null, null, true);

    @Test
    void sensorsOfOursMayHaveAnyName() throws Exception {
        assertThat(read("date,freezer_f,kelvin-1,humidor,temperature,no\n2026-03-07 08:00,-18,2,3,4,5\n", OWN))
                .containsExactly(
                        "freezer_f 2026-03-07T08:00:00Z -18",
                        "kelvin-1 2026-03-07T08:00:00Z 2",
                        "humidor 2026-03-07T08:00:00Z 3",
                        "temperature 2026-03-07T08:00:00Z 4",
                        "no 2026-03-07T08:00:00Z 5");
        assertThat(read("date,temperature\n2026-03-07 08:00,39\n", Loggers.zone("UTC")))
                .containsExactly("?unit");
        assertThat(read("Date,Restaurant fridge (°C)\n2026-03-07 08:00,3\n", Loggers.zone("UTC")))
                .containsExactly("Restaurant-fridge 2026-03-07T08:00:00Z 3");
    }

    @Test
    void aColumnOfDurationsIsNoTimeOfDay() throws Exception {
        assertThat(read(
                        "Date/Time,Interval,Temp (°C)\n2026-05-03 08:15:00,00:15:00,3.1\n2026-05-03 08:30:00,00:15:00,3.2\n",
                        Loggers.zone("UTC")))
                .containsExactly("Temp 2026-05-03T08:15:00Z 3.1", "Temp 2026-05-03T08:30:00Z 3.2");
    }

    @Test
    void aDateWithoutATimeIsNotTakenForMidnight() throws Exception {
        assertThat(read("date,hour,a\n2026-05-03,8,3.1\n2026-05-03,9,3.2\n", OWN))
                .containsExactly("!body its column 'hour' holds no times of day like 08:00");
        assertThat(read("date,a\n2026-05-03,3.1\n", OWN))
                .containsExactly("!body its column 'date' holds dates without a time of day");
    }

    @Test
    void eachSensorOfALongFileHasItsOwnHourWhereClocksGoBack() throws Exception {
        assertThat(read(
                        "sensor,at,celsius\na,2026-10-25 01:45,1\nb,2026-10-25 01:45,1\na,2026-10-25 02:15,2\nb,2026-10-25 02:15,2\n"
                                + "a,2026-10-25 02:45,3\nb,2026-10-25 02:45,3\na,2026-10-25 02:15,4\nb,2026-10-25 02:15,4\n",
                        Loggers.zone("Europe/Madrid")))
                .contains(
                        "a 2026-10-25T00:15:00Z 2",
                        "b 2026-10-25T00:15:00Z 2",
                        "b 2026-10-25T00:45:00Z 3",
                        "a 2026-10-25T01:15:00Z 4",
                        "b 2026-10-25T01:15:00Z 4");
    }

    @Test
    void aYearOfTwoDigitsIsNotGuessed() throws Exception {
        String file = "date,a\n26-05-03 08:00,1\n26-05-04 08:00,2\n";
        assertThat(read(file, Loggers.zone("UTC"))).containsExactly("?dateFormat");
        assertThat(read(file, Loggers.settings("UTC", "yy-MM-dd HH:mm", "")))
                .containsExactly("a 2026-05-03T08:00:00Z 1", "a 2026-05-04T08:00:00Z 2");
        assertThat(read("date,a\n29/05/26 08:00,1\n30/05/26 08:00,2\n", Loggers.zone("UTC")))
                .containsExactly("a 2026-05-29T08:00:00Z 1", "a 2026-05-30T08:00:00Z 2");
    }

    @Test
    void aFormatThatIsGivenIsFollowed() throws Exception {
        assertThat(read("date,a\n2026-03-04 08:00,1\n", Loggers.settings("UTC", "yyyy-dd-MM HH:mm", "")))
                .containsExactly("a 2026-04-03T08:00:00Z 1");
    }

    @Test
    void rowsAtTheEndThatCanNotBeReadAreRefusedAndASummaryIsNot() throws Exception {
        assertThat(read("date,a\n30-Apr-2026 08:00,1\n01-Mai-2026 08:00,2\nAverage,1.5\n", Loggers.zone("UTC")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("-3 date");
    }

    @Test
    void decimalsInTheNextFieldAreNoticedBeforeABlankOne() throws Exception {
        assertThat(read("Date,Temp (°C),Alarm\n2026-05-03 08:00,-18,8,\n", Loggers.zone("UTC")))
                .containsExactly("?decimal");
    }

    @Test
    void columnsCanBeNamed() throws Exception {
        FileSettings named = new FileSettings(
                null,
                Loggers.zone("UTC").zone(),
                null,
                TemperatureUnit.CELSIUS,
                Map.of("Probe 1", "cooler-1", "3", "cooler-2"),
                null,
                null,
                null,
                false);
        assertThat(read("Date,Probe 1,Probe 2,Probe 3\n2026-03-07 08:00,3,4,5\n", named))
                .containsExactly("cooler-1 2026-03-07T08:00:00Z 3", "cooler-2 2026-03-07T08:00:00Z 4");
    }

    @Test
    void decimalCommasInACommaFileAreADoubtUnlessQuoted() throws Exception {
        assertThat(read("date,a,b\n2026-03-07T08:00,-18,8,-19,2\n2026-03-07T08:15,-18,9\n", Loggers.zone("UTC")))
                .containsExactly("?decimal");
        assertThat(read("date,a,b\n2026-03-07T08:00,\"-18,8\",\"-19,2\"\n", Loggers.zone("UTC")))
                .containsExactly("a 2026-03-07T08:00:00Z -18.8", "b 2026-03-07T08:00:00Z -19.2");
        assertThat(read("date;a;b\n2026-03-07T08:00;-18,8;-19.2\n", Loggers.zone("UTC")))
                .containsExactly("?decimal");
    }

    @Test
    void wordsForAFaultAreFaultsAndOthersAreNamed() throws Exception {
        for (String word : List.of(
                "---",
                "--",
                "-",
                "OL",
                "ERR",
                "Error",
                "NaN",
                "nan",
                "n/a",
                "#N/A",
                "NULL",
                "unavailable",
                "Open",
                "Sensor fault",
                "*",
                "###",
                "...")) {
            assertThat(read("date,a\n2026-03-07T08:00," + word + "\n", Loggers.zone("UTC")))
                    .as(word)
                    .containsExactly("a 2026-03-07T08:00:00Z fault");
        }
        assertThat(read("date,a\n2026-03-07T08:00,\n", Loggers.zone("UTC"))).isEmpty();
        for (String wrong : List.of("Infinity", "9999", "-999", "-3276.8", "warm")) {
            assertThat(read("date,a\n2026-03-07T08:00," + wrong + "\n", Loggers.zone("UTC")))
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("-2 a");
        }
        assertThat(read("date,a\n2026-03-07T08:00,3\u00a0.4\n", Loggers.zone("UTC")))
                .singleElement()
                .asString()
                .contains("<U+00A0>");
    }

    @Test
    void epochTimesAndPreamblesAndFootersAreUnderstood() throws Exception {
        assertThat(read("sensor,at,celsius\na,1789372800,-18.3\na,1789372860000,-18.4\n", FileSettings.NONE))
                .containsExactly("a 2026-09-14T08:00:00Z -18.3", "a 2026-09-14T08:01:00Z -18.4");
        assertThat(read("1789372800,nan,-18.3,nan\n1789372860,nan,-18.0,nan\n", FileSettings.NONE))
                .singleElement()
                .asString()
                .startsWith("!body line 1");
        assertThat(Loggers.read(
                        Loggers.file(
                                folder,
                                "sep=;\r\nOrt;Köln;;\r\nDatum;Uhrzeit;TK [°C];Feuchte [%]\r\n07.03.2026;7:05;-18,8;60\r\n07.03.2026;7:35;---;61\r\nMin;;-19,2;60\r\nMax;;-18,2;64\r\n",
                                Charset.forName("windows-1252")),
                        Loggers.zone("Europe/Berlin")))
                .containsExactly("TK 2026-03-07T06:05:00Z -18.8", "TK 2026-03-07T06:35:00Z fault");
        assertThat(Loggers.read(
                        Loggers.file(
                                folder,
                                "Date\tTemp (°C)\n2026-03-07 08:00 em\t3\n2026-03-07 09:00 fm\t4\n",
                                StandardCharsets.UTF_16),
                        Loggers.zone("UTC")))
                .containsExactly("Temp 2026-03-07T20:00:00Z 3", "Temp 2026-03-07T09:00:00Z 4");
    }
}
