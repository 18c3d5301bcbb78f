package io.frostline.history.loggerfile;

import java.io.IOException;
import java.io.Reader;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Profile of the files of one maker's loggers, read from a small file of {@code key = value}:
 *
 * <ul>
 *   <li>{@code recognise}: expression that one of the first lines matches as a whole;
 *   <li>{@code zone}, {@code dateFormat}, {@code unit}, {@code delimiter}, {@code decimal}: same as the parameters of an import;
 *   <li>{@code temperature}, {@code ignore}: expressions for headers of columns that hold temperatures, or something else;
 *   <li>{@code sensor}: name of the sensor in a file with one sensor, if its header has no name for it;
 *   <li>{@code refuse}: reason why such a file holds nothing that can be imported.
 * </ul>
 */
public final class Profile {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Set<String> KEYS = Set.of(
            "recognise",
            "zone",
            "dateFormat",
            "unit",
            "delimiter",
            "decimal",
            "temperature",
            "ignore",
            "sensor",
            "refuse",
            "description");

    private final String name;
    private final Properties values;

    private Profile(String name, Properties values) {
        this.name = name;
        this.values = values;
    }

    /** @throws IllegalArgumentException if an expression is invalid, or a key is not known */
    public static Profile read(String name, Reader file) throws IOException {
        Properties values = new Properties();
        values.load(file);
        for (String key : values.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("profile " + name + ": '" + key + "' is not known");
            }
        }
        Profile profile = new Profile(name, values);
        Optional<Pattern> unused = profile.pattern("recognise")
                .or(() -> profile.pattern("temperature"))
                .or(() -> profile.pattern("ignore"));
        return profile;
    }

    public String name() {
        return name;
    }

    private Optional<String> text(String key) {
        @Nullable String value = values.getProperty(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private Optional<Pattern> pattern(String key) {
        return text(key).map(expression -> Pattern.compile(expression, FLAGS));
    }

    boolean recognises(List<String> firstLines) {
        return pattern("recognise")
                .filter(expression -> firstLines.stream()
                        .anyMatch(line -> expression.matcher(line.strip()).matches()))
                .isPresent();
    }

    Optional<ZoneId> zone() {
        return text("zone").map(ZoneId::of);
    }

    Optional<String> datePattern() {
        return text("dateFormat");
    }

    Optional<TemperatureUnit> unit() {
        return text("unit").flatMap(TemperatureUnit::of);
    }

    Optional<Character> delimiter() {
        return text("delimiter").map(text -> text.toLowerCase(Locale.ROOT).equals("tab") ? '\t' : text.charAt(0));
    }

    Optional<Character> decimal() {
        return text("decimal").map(text -> text.charAt(0));
    }

    boolean isTemperature(String header) {
        return pattern("temperature").filter(p -> p.matcher(header).find()).isPresent();
    }

    boolean isIgnored(String header) {
        return pattern("ignore").filter(p -> p.matcher(header).find()).isPresent();
    }

    Optional<String> sensor() {
        return text("sensor");
    }

    Optional<String> refuse() {
        return text("refuse");
    }
}
