package io.frostline.history.loggerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of one file of each known maker. */
class ProfilesTest {
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(
                        "hobo-desktop",
                        "",
                        "",
                        List.of(
                                "Temp 2026-05-13T13:00:00Z 3.333",
                                "Temp 2026-05-13T13:15:00Z 4",
                                "Temp 2026-05-13T17:30:00Z 5")),
                Arguments.of(
                        "hobo-app",
                        "",
                        "",
                        List.of("Temp 2026-05-03T13:08:23Z 3.1", "Temp 2026-05-03T13:23:23Z 3.628")),
                Arguments.of(
                        "logtag",
                        "UTC",
                        "",
                        List.of("Temperature 2026-02-13T08:00:00Z 4.1", "Temperature 2026-02-13T08:10:00Z 4.2")),
                Arguments.of(
                        "easylog",
                        "UTC",
                        "",
                        List.of("Celsius 2026-02-13T08:00:00Z 4.5", "Celsius 2026-02-13T08:05:00Z 4")),
                Arguments.of(
                        "elitech",
                        "UTC",
                        "",
                        List.of("Temperature 2026-02-13T08:00:00Z 4.1", "Temperature 2026-02-13T08:10:00Z 4.3")),
                Arguments.of(
                        "testo-saveris",
                        "UTC",
                        "",
                        List.of(
                                "a 2026-02-13T08:00:00Z -18.5", "b 2026-02-13T08:00:00Z fault",
                                "a 2026-02-13T08:15:00Z -18.6", "b 2026-02-13T08:15:00Z fault")),
                Arguments.of(
                        "govee",
                        "UTC",
                        "",
                        List.of(
                                "Temperature_Fahrenheit 2026-02-13T08:00:00Z -17.611",
                                "Temperature_Fahrenheit 2026-02-13T08:01:00Z -17.667")),
                Arguments.of(
                        "ruuvi",
                        "UTC",
                        "",
                        List.of("Temperature 2026-02-13T08:00:00Z 4.12", "Temperature 2026-02-13T08:05:00Z 4.22")),
                Arguments.of(
                        "home-assistant",
                        "",
                        "C",
                        List.of(
                                "sensor.freezer 2026-02-13T08:00:00.123Z -18.4",
                                "sensor.freezer 2026-02-13T08:10:00Z fault",
                                "sensor.cooler 2026-02-13T08:00:03Z 4.1")),
                Arguments.of("home-assistant", "", "", List.of("?unit")),
                Arguments.of("ruuvi", "", "", List.of("?zone")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void areReadAsTheyAre(String profile, String zone, String unit, List<String> readings) throws Exception {
        Path file = Path.of(
                ProfilesTest.class.getResource("/loggers/" + profile + ".csv").toURI());
        assertThat(Loggers.read(file, Loggers.settings(zone, "", unit))).isEqualTo(readings);
        if (!readings.getFirst().startsWith("?")) {
            LoggerFiles.Result result = Loggers.FILES.understand(file, Loggers.settings(zone, "", unit));
            assertThat(((LoggerFiles.Result.Understood) result)
                            .file()
                            .understanding()
                            .profile())
                    .isEqualTo(profile);
        }
    }

    @org.junit.jupiter.api.Test
    void aFileWithoutReadingsIsRefusedWithTheReason() throws Exception {
        Path file =
                Path.of(ProfilesTest.class.getResource("/loggers/berlinger.csv").toURI());
        assertThat(Loggers.read(file, FileSettings.NONE))
                .singleElement()
                .asString()
                .startsWith("!profile")
                .contains("no readings");
    }
}
