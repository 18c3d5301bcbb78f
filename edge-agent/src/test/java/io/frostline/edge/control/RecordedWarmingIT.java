package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frostline.contract.recording.CsvRecording;
import io.frostline.contract.recording.PlainReading;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Test on half a year of a real cold store with the limits that its own logger had in force: how early warnings are, and how many
 * are false.
 */
class RecordedWarmingIT {
    private static final Path FOLDER = Path.of("../../shared/data/saveris");
    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final DateTimeFormatter RAISED = DateTimeFormatter.ofPattern("dd/MM/yy H:mm");
    private static final Map<String, String> COLUMNS = Map.of(
            "OCO-Anden-Sensor1", "a",
            "OCO-Anden-Sensor2", "b",
            "OCO-Ultracongelador-Camara 3-Sensor1", "c",
            "OCO-Ultracongelador-Camara 3-Sensor2", "d",
            "OCO-Congelacion-Camara2-Sensor1", "e",
            "OCO-Congelacion-Camara2-Sensor2", "f",
            "OCO-Refrigeracion-Camara4-Sensor1", "i",
            "OCO-Refrigeracion-Camara4-Sensor2", "j");

    @BeforeAll
    static void findRecording() {
        assumeTrue(Files.exists(FOLDER.resolve("values-2021.csv")), "the recordings are not here: " + FOLDER);
    }

    @Test
    void warnsBeforeTheLimitIsCrossedAndNoMoreOftenForNothingThanThePlainThreshold() throws Exception {
        Map<String, TreeMap<Long, Double>> limits = limits();
        Map<String, TreeMap<Long, Double>> readings = readings();
        List<WarmingScore> scores = new ArrayList<>();
        System.out.println(WarmingScore.HEADER);
        limits.forEach((column, changes) -> {
            WarmingScore score = WarmingScore.of(column, readings.getOrDefault(column, new TreeMap<>()), changes);
            scores.add(score);
            System.out.println(score.line());
        });
        assertThat(scores).hasSize(8);
        assertThat(scores).allSatisfy(score -> assertThat(score.medianLead()).isGreaterThanOrEqualTo(15));
        assertThat(scores.stream()
                        .mapToDouble(WarmingScore::warnedShare)
                        .average()
                        .orElse(0))
                .isGreaterThan(0.6);
        assertThat(scores.stream().mapToDouble(WarmingScore::falseWarningsAWeek).sum())
                .isLessThanOrEqualTo(scores.stream()
                        .mapToDouble(WarmingScore::falseAlarmsAWeek)
                        .sum());
    }

    /** Returns a sensor's upper limits by the time at which the logger first named each. */
    private static Map<String, TreeMap<Long, Double>> limits() throws Exception {
        Map<String, TreeMap<Long, Double>> limits = new TreeMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve("alarms-2021.csv"))) {
            String[] cells = line.split(",", -1);
            String column = COLUMNS.get(cells[3]);
            if (column != null && cells[6].strip().equals("exceed") && !cells[8].isBlank()) {
                long at = LocalDateTime.parse(cells[1], RAISED)
                        .atZone(ZONE)
                        .toInstant()
                        .toEpochMilli();
                limits.computeIfAbsent(column, c -> new TreeMap<>()).put(at, Double.parseDouble(cells[8]));
            }
        }
        return limits;
    }

    private static Map<String, TreeMap<Long, Double>> readings() throws Exception {
        Map<String, TreeMap<Long, Double>> readings = new TreeMap<>();
        try (Reader csv = Files.newBufferedReader(FOLDER.resolve("values-2021.csv"))) {
            CsvRecording.parse(csv, new CsvRecording.Format(ZONE, "dd/MM/yy"), new CsvRecording.Sink() {
                @Override
                public void accept(PlainReading reading) {
                    Long micro = reading.microCelsius();
                    if (micro != null) {
                        readings.computeIfAbsent(reading.sensor(), s -> new TreeMap<>())
                                .put(reading.atMillis(), micro / 1e6);
                    }
                }

                @Override
                public void reject(long line, String column, String reason) {
                    throw new AssertionError("line " + line + ": " + reason);
                }
            });
        }
        return readings;
    }
}
