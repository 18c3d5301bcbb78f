package io.frostline.history.loggerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that a table of readings in any shape that loggers write is read back equal, or is in doubt; never different. */
class AnyShapeTest {
    private static final int TABLES = 1_500;
    private static final ZoneId ZONE = ZoneId.of("Europe/Madrid");
    private static final List<Charset> ENCODINGS = List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            Charset.forName("windows-1252"));
    private static final List<String> DATES = List.of(
            "yyyy-MM-dd HH:mm:ss",
            "yyyy/MM/dd HH:mm",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy h:mm a",
            "dd.MM.yyyy H:mm",
            "d/M/yy H:mm",
            "dd-MMM-yyyy HH:mm",
            "MM/dd/yy HH:mm:ss");

    @TempDir
    private Path folder;

    @Test
    void comesBackEqualOrInDoubt() throws Exception {
        long base = Long.getLong("frostline.seed", System.nanoTime());
        int doubtful = 0;
        for (int i = 0; i < TABLES; i++) {
            doubtful += one(base + i) ? 1 : 0;
        }
        assertThat(doubtful).as("most shapes leave no doubt").isLessThan(TABLES / 2);
    }

    /**
     * Writes and reads a table.
     *
     * @return whether the file was in doubt
     */
    private boolean one(long seed) throws Exception {
        Random random = new Random(seed);
        char delimiter = new char[] {',', ';', '\t'}[random.nextInt(3)];
        char decimal = delimiter == ',' || random.nextBoolean() ? '.' : ',';
        DateTimeFormatter date = DateTimeFormatter.ofPattern(DATES.get(random.nextInt(DATES.size())), Locale.ENGLISH);
        int unit = random.nextInt(3);
        boolean newestFirst = random.nextBoolean();
        boolean longForm = random.nextInt(4) == 0;
        int sensors = 1 + random.nextInt(3);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("Info ").append(i).append(delimiter).append("Kühlhaus").append("\r\n");
        }
        String mark = new String[] {"°C", "°F", "K"}[unit];
        List<String> names = new ArrayList<>();
        text.append(longForm ? "Sensor" + delimiter : "").append("Date").append(delimiter);
        for (int s = 0; s < (longForm ? 1 : sensors); s++) {
            names.add("Temp" + s);
            text.append("Temp").append(s).append(" (").append(mark).append(')').append(delimiter);
        }
        text.append("RH (%)\r\n");
        LocalDateTime begin = LocalDateTime.of(
                2026, 1 + random.nextInt(12), 1 + random.nextInt(27), 5 + random.nextInt(15), random.nextInt(60));
        int rows = 2 + random.nextInt(40);
        int step = new int[] {1, 15, 60, 1440}[random.nextInt(4)];
        List<String> expected = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            LocalDateTime at = begin.plusMinutes((long) r * step);
            if (at.getHour() < 4) {
                continue; // clocks change then: covered by another test
            }
            StringBuilder line = new StringBuilder();
            int of = random.nextInt(sensors);
            line.append(longForm ? "probe-" + of + delimiter : "")
                    .append(date.format(at))
                    .append(delimiter);
            for (String name : names) {
                int tenths = random.nextInt(900) - 300; // tenths of the unit
                int kelvin = unit == 2 ? 2731 : 0;
                String value = (tenths + kelvin < 0 ? "-" : "")
                        + Math.abs(tenths + kelvin) / 10
                        + decimal
                        + Math.abs(tenths + kelvin) % 10;
                line.append(value).append(delimiter);
                String celsius = TemperatureUnit.values()[unit]
                        .toCelsius(new java.math.BigDecimal(value.replace(',', '.')))
                        .stripTrailingZeros()
                        .toPlainString();
                expected.add((longForm ? "probe-" + of : name) + " "
                        + at.atZone(ZONE).toInstant() + " " + celsius);
            }
            lines.add(line.append("60").append("\r\n").toString());
        }
        if (lines.isEmpty()) {
            return false;
        }
        if (newestFirst) {
            Collections.reverse(lines);
        }
        lines.forEach(text::append);
        if (random.nextInt(4) == 0) {
            text.append("Min").append(delimiter).append(delimiter).append("\r\n");
        }
        Charset encoding = ENCODINGS.get(random.nextInt(ENCODINGS.size()));
        Path file = folder.resolve("file.csv");
        Files.write(file, text.toString().getBytes(encoding));
        List<String> read = new ArrayList<>(Loggers.read(file, Loggers.zone("Europe/Madrid")));
        if (read.stream().allMatch(each -> each.startsWith("?"))) {
            return true;
        }
        Collections.sort(read);
        Collections.sort(expected);
        assertThat(read).as("seed " + seed + ", " + encoding + "\n" + text).isEqualTo(expected);
        return false;
    }
}
