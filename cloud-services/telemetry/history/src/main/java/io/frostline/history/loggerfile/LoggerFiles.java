package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reader of logger files: it finds a file's layout, or what about it is in doubt. It never guesses what would change values. */
public final class LoggerFiles {
    /** Outcome of reading a file's layout. */
    public sealed interface Result {
        record Understood(LoggerFile file) implements Result {}

        /** @param doubts at least one */
        record Doubtful(List<Doubt> doubts) implements Result {}
    }

    private static final int SAMPLE_LINES = 60;
    private static final char[] DELIMITERS = {';', '\t', ',', '|'};

    private final List<Profile> profiles;

    public LoggerFiles(List<Profile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    /** @throws BadReading if the file holds nothing that could be imported, whatever the settings say */
    public Result understand(Path file, FileSettings given) throws IOException, BadReading {
        Charset asked = given.encoding();
        Charset encoding = asked == null ? TextEncoding.of(file) : asked;
        List<String> lines = firstLines(file, encoding);
        if (lines.stream().allMatch(String::isBlank)) {
            throw new BadReading("body", "is empty");
        }
        Profile profile = profile(given, lines).orElse(null);
        if (profile != null && profile.refuse().isPresent()) {
            throw new BadReading(
                    "profile", profile.name() + ": " + profile.refuse().get());
        }
        FileSettings settings = profile == null ? given : given.or(profile);
        return new LayoutFinder(file, encoding, settings, profile, delimiter(settings, lines)).find();
    }

    private static List<String> firstLines(Path file, Charset encoding) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(TextEncoding.open(file, encoding))) {
            for (String line = reader.readLine();
                    line != null && lines.size() < SAMPLE_LINES;
                    line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private Optional<Profile> profile(FileSettings given, List<String> lines) throws BadReading {
        String name = given.profile();
        if (name == null) {
            return profiles.stream()
                    .filter(profile -> profile.recognises(lines))
                    .findFirst();
        }
        return Optional.of(profiles.stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadReading(
                        "profile",
                        "'" + name + "' is not known; there are "
                                + profiles.stream().map(Profile::name).sorted().collect(Collectors.joining(", ")))));
    }

    /** Returns the delimiter that gives most lines the same number of fields, more than one. */
    private static char delimiter(FileSettings settings, List<String> lines) {
        Character given = settings.delimiter();
        if (given != null) {
            return given;
        }
        String first = lines.getFirst().strip().toLowerCase(Locale.ROOT);
        if (first.startsWith("sep=") && first.length() == 5) {
            return first.charAt(4);
        }
        char best = ',';
        long most = 0;
        for (char delimiter : DELIMITERS) {
            Map<Integer, Long> byFields = new LinkedHashMap<>();
            for (String line : lines) {
                int fields = fields(line, delimiter);
                if (fields > 1) {
                    byFields.merge(fields, 1L, Long::sum);
                }
            }
            long same =
                    byFields.values().stream().mapToLong(Long::longValue).max().orElse(0);
            if (same > most) {
                most = same;
                best = delimiter;
            }
        }
        return best;
    }

    private static int fields(String line, char delimiter) {
        int fields = 1;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            fields += !quoted && line.charAt(i) == delimiter ? 1 : 0;
        }
        return fields;
    }
}
