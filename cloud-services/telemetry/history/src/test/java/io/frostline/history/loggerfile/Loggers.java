package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reader of the tests' files. */
final class Loggers {
    static final LoggerFiles FILES = new LoggerFiles(ProfileLibrary.shipped());

    private Loggers() {}

    static FileSettings zone(String zone) {
        return new FileSettings(null, ZoneId.of(zone), null, null, Map.of(), null, null, null, false);
    }

    static FileSettings settings(String zone, String dateFormat, String unit) {
        return new FileSettings(
                null,
                zone.isEmpty() ? null : ZoneId.of(zone),
                dateFormat.isEmpty() ? null : dateFormat,
                TemperatureUnit.of(unit).orElse(null),
                Map.of(),
                null,
                null,
                null,
                false);
    }

    /**
     * Returns readings like {@code a 2026-02-13T08:00:00Z -18.5}, {@code ?parameter} for each doubt, or {@code !field} for a
     * refusal.
     */
    static List<String> read(Path file, FileSettings settings) throws IOException {
        try {
            return switch (FILES.understand(file, settings)) {
                case LoggerFiles.Result.Doubtful doubtful ->
                    doubtful.doubts().stream()
                            .map(doubt -> "?" + doubt.parameter())
                            .distinct()
                            .collect(Collectors.toList());
                case LoggerFiles.Result.Understood understood -> {
                    List<String> readings = new ArrayList<>();
                    Rejections rejections = new Rejections();
                    understood
                            .file()
                            .read(
                                    (line, sensor, at, micro) -> readings.add(sensor + " " + Instant.ofEpochMilli(at)
                                            + " " + (micro == null ? "fault" : Temperatures.format(micro))),
                                    rejections);
                    rejections
                            .list()
                            .forEach(each ->
                                    readings.add("-" + each.line() + " " + each.column() + " " + each.reason()));
                    yield readings;
                }
            };
        } catch (BadReading e) {
            return List.of("!" + e.field() + " " + e.getMessage());
        }
    }

    static Path file(Path folder, String text, Charset charset) throws IOException {
        return Files.write(Files.createTempFile(folder, "logger", ".csv"), text.getBytes(charset));
    }
}
