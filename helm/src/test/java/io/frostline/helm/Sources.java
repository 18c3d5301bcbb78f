package io.frostline.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reader of the services' sources, for names that the charts refer to. */
final class Sources {
    private static final Pattern COUNTER = Pattern.compile("counter\\(\\s*\"(frostline\\.[a-z.]+)\"");
    private static final Pattern GAUGE =
            Pattern.compile("(?:gauge|Gauge\\.builder)\\(\\s*(?:(?:registry|metrics),\\s*)?\"(frostline\\.[a-z.]+)\"");
    private static final Pattern PATH = Pattern.compile("@Path\\(\"([^\"]*)\"\\)");
    /** Path prefix of resources without a path of their own. */
    private static final String ROOT = "/api/v1";

    private static final Pattern PARTICIPANT = Pattern.compile("String PATH = \"(/lra/[^\"]*)\"");

    private Sources() {}

    static Stream<Path> java(String module) {
        return files(folder(module).resolve("src/main/java"), ".java");
    }

    /**
     * Returns the folder of a module.
     *
     * @throws java.util.NoSuchElementException if no module has this name
     */
    static Path folder(String module) {
        return folders()
                .filter(folder -> folder.getFileName().toString().equals(module))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of metrics as Prometheus shows them. */
    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        modules().flatMap(Sources::java).map(Sources::read).forEach(text -> {
            names.addAll(found(COUNTER, text)
                    .map(name -> name.replace('.', '_') + "_total")
                    .toList());
            names.addAll(found(GAUGE, text).map(name -> name.replace('.', '_')).toList());
        });
        return names;
    }

    /** Returns the paths of a module's resources and saga participants; not those that its clients call. */
    static Set<String> paths(String module) {
        Set<String> paths = new TreeSet<>();
        java(module)
                .map(Sources::read)
                .filter(text -> !text.contains("@RegisterRestClient"))
                .forEach(text -> {
                    // the first path belongs to the class
                    List<String> each = found(PATH, text).toList();
                    if (!each.isEmpty() && each.getFirst().equals(ROOT)) {
                        each.stream().skip(1).map(path -> ROOT + "/" + path).forEach(paths::add);
                    } else {
                        each.stream()
                                .limit(1)
                                .filter(path -> path.startsWith("/"))
                                .forEach(paths::add);
                    }
                    found(PARTICIPANT, text).forEach(paths::add);
                });
        return paths;
    }

    static Stream<String> modules() {
        return folders().map(folder -> folder.getFileName().toString());
    }

    /** Returns the modules' folders; those of the apps are left out, since they have no sources and the names of their services. */
    private static Stream<Path> folders() {
        Path services = Chart.root().resolve("cloud-services");
        Path apps = services.resolve("apps");
        try (Stream<Path> folders = Files.walk(services, 2)) {
            return folders
                    .filter(folder -> !folder.startsWith(apps) && Files.isDirectory(folder.resolve("src/main/java")))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1));
    }
}
