package io.frostline.edge.config;

import io.frostline.contract.Topics;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Section of the configuration. Each invalid value is noted with its path and replaced by its default, so that all problems are
 * known at the end.
 */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(B|KB|MB|GB|KiB|MiB|GiB)?");

    private final String path;
    private final Map<?, ?> values;
    private final List<String> problems;
    private final Set<String> asked = new TreeSet<>();

    Settings(String path, Map<?, ?> values, List<String> problems) {
        this.path = path;
        this.values = values;
        this.problems = problems;
    }

    void problem(String key, String problem) {
        problems.add((key.isEmpty() ? path : at(key)) + ": " + problem);
    }

    /** Notes a name that breaks the rule, or that another of the {@code kind} has. */
    void checkName(String key, String name, String kind, Set<String> taken) {
        if (!Topics.isName(name)) {
            problem(key, "'" + name + "' must be " + Topics.NAME_RULE);
        } else if (!taken.add(name)) {
            problem(key, "there are two " + kind + " named '" + name + "'");
        }
    }

    private @Nullable Object raw(String key) {
        asked.add(key);
        return values.get(key);
    }

    Optional<String> text(String key) {
        Object value = raw(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map || value instanceof List) {
            problem(key, "must be a single value");
            return Optional.empty();
        }
        return Optional.of(value.toString());
    }

    String required(String key, String example) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            problem(key, "is missing; for example " + example);
        }
        return value.orElse(example);
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Duration parsed = parseDuration(text.get());
        if (parsed == null) {
            problem(key, "'" + text.get() + "' is no duration; write it like 500ms, 10s or 5m");
            return otherwise;
        }
        if (parsed.compareTo(least) < 0 || parsed.compareTo(most) > 0) {
            problem(key, "must be from " + least.toMillis() + "ms to " + most.toSeconds() + "s");
            return otherwise;
        }
        return parsed;
    }

    private static @Nullable Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (matcher.matches()) {
            double unit = switch (matcher.group(2)) {
                case "ms" -> 1;
                case "s" -> 1000;
                case "m" -> 60_000;
                default -> 3_600_000;
            };
            return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    long bytes(String key, long otherwise, long least) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = BYTES.matcher(text.get().strip());
        if (!matcher.matches() || matcher.group(1).length() > 12) {
            problem(key, "'" + text.get() + "' is no size; write it like 512MiB");
            return otherwise;
        }
        long unit = switch (String.valueOf(matcher.group(2))) {
            case "KB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L;
        };
        long bytes = Long.parseLong(matcher.group(1)) * unit;
        if (bytes < least) {
            problem(key, "must be at least " + least + " bytes");
            return otherwise;
        }
        return bytes;
    }

    int integer(String key, int otherwise, int least, int most) {
        return (int) number(
                key,
                otherwise,
                value -> value >= least && value <= most && value == Math.rint(value),
                "must be a whole number from " + least + " to " + most);
    }

    double number(String key, double otherwise, DoublePredicate allowed, String rule) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text.get());
            if (Double.isFinite(value) && allowed.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported by the rule below
        }
        problem(key, rule);
        return otherwise;
    }

    boolean flag(String key) {
        Optional<String> text = text(key);
        if (text.isPresent() && !Set.of("true", "false").contains(text.get())) {
            problem(key, "must be true or false");
        }
        return text.equals(Optional.of("true"));
    }

    <T extends Enum<T>> T choice(String key, T otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        for (T constant : otherwise.getDeclaringClass().getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text.get())) {
                return constant;
            }
            names.add(name);
        }
        problem(key, "'" + text.get() + "' is none of " + String.join(", ", names));
        return otherwise;
    }

    /** Returns whether the section has any content. */
    boolean isPresent() {
        return !values.isEmpty();
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    List<String> texts(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)
                || items.stream().anyMatch(item -> item == null || item instanceof Map || item instanceof List)) {
            problem(key, "must be a list of single values, like [one, two]");
            return List.of();
        }
        return items.stream().map(Object::toString).toList();
    }

    Settings section(String key) {
        Object value = raw(key);
        if (value != null && !(value instanceof Map)) {
            problem(key, "must be a section of its own");
        }
        return new Settings(at(key), value instanceof Map<?, ?> map ? map : Map.of(), problems);
    }

    List<Settings> list(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            problem(key, "must be a list");
            return List.of();
        }
        List<Settings> sections = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Map<?, ?> map) {
                sections.add(new Settings(at(key) + "[" + i + "]", map, problems));
            } else {
                problems.add(at(key) + "[" + i + "]: must be a section of its own");
            }
        }
        return sections;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Notes every key that was not read, so that a misspelt key does not silently give the default. */
    void refuseOthers() {
        for (Object key : values.keySet()) {
            if (!asked.contains(String.valueOf(key))) {
                problem(String.valueOf(key), "is not known here; known are " + String.join(", ", asked));
            }
        }
    }
}
