package io.frostline.edge.reachability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Metadata of what a native executable can reach by reflection: native-image's lists in the agent and its libraries, in the current
 * format and in the older ones.
 */
final class Registered {
    private static final String FOLDER = "META-INF/native-image";

    private final Set<String> types = new HashSet<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final List<Pattern> resources = new ArrayList<>();
    private final Set<String> bundles = new HashSet<>();
    private final Set<String> proxies = new HashSet<>();

    /** Reads the lists of the whole class path, tests and their dependencies included: these register nothing of the agent's. */
    static Registered onClassPath() throws IOException {
        Registered registered = new Registered();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                registered.readBelow(path);
            } else if (Files.exists(path)) {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    registered.readBelow(jar.getPath("/"));
                }
            }
        }
        return registered;
    }

    private void readBelow(Path root) throws IOException {
        Path folder = root.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".json")).toList();
        }
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                // JSON is a subset of YAML
                read(
                        new Load(LoadSettings.builder()
                                        .setAllowDuplicateKeys(true)
                                        .build())
                                .loadFromString(json),
                        file.toString());
            }
        }
    }

    private void read(Object content, String file) {
        if (content instanceof Map<?, ?> all) {
            entries(all.get("reflection")).forEach(this::type);
            entries(all.get("bundles")).forEach(bundle -> bundles.add(text(bundle.get("name"))));
            if (all.get("resources") instanceof Map<?, ?> patterns) {
                entries(patterns.get("includes"))
                        .forEach(each -> resources.add(Pattern.compile(text(each.get("pattern")))));
            } else {
                entries(all.get("resources")).forEach(this::resource);
            }
        } else if (!file.endsWith("jni-config.json")) {
            entries(content).forEach(this::type);
        }
    }

    private void type(Map<?, ?> entry) {
        Object name = entry.get("type") == null ? entry.get("name") : entry.get("type");
        if (name instanceof Map<?, ?> proxy) {
            proxies.add(String.join(",", names(proxy.get("proxy"))));
        } else {
            types.add(text(name));
            Set<String> known = members.computeIfAbsent(text(name), type -> new HashSet<>());
            for (Map<?, ?> method : entries(entry.get("methods"))) {
                known.add(method.get("name") + "(" + String.join(",", names(method.get("parameterTypes"))) + ")");
            }
            entries(entry.get("fields")).forEach(field -> known.add(text(field.get("name"))));
            entry.forEach((key, value) -> {
                // some lists separate queried members from invoked ones
                if (Boolean.TRUE.equals(value)) {
                    known.add(text(key).replaceFirst("^queryAll", "all"));
                }
            });
        }
    }

    private void resource(Map<?, ?> entry) {
        if (entry.get("bundle") != null) {
            bundles.add(text(entry.get("bundle")));
        } else {
            String glob = text(entry.get("glob"));
            resources.add(Pattern.compile(Pattern.quote(glob)
                    .replace("**", "\\E.*\\Q")
                    .replace("*", "\\E[^/]*\\Q")
                    .replace("\\E.\\E[^/]*\\Q\\Q", "\\E.*\\Q")));
        }
    }

    private static List<Map<?, ?>> entries(@Nullable Object list) {
        List<Map<?, ?>> entries = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(each -> entries.add((Map<?, ?>) each));
        }
        return entries;
    }

    private static List<String> names(@Nullable Object list) {
        return list instanceof List<?> all ? all.stream().map(Registered::text).toList() : List.of();
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    /**
     * Returns whether this is registered.
     *
     * @param reached a line of {@link Reached}
     */
    boolean has(String reached) {
        String[] parts = reached.split(" ", 3);
        String what = parts[1];
        Set<String> known = members.getOrDefault(what, Set.of());
        return switch (parts[0]) {
            case "type" -> types.contains(what);
            case "field" ->
                known.contains(parts[2]) || known.contains("allDeclaredFields") || known.contains("allPublicFields");
            case "fields" -> types.contains(what);
            case "methods", "constructors" -> types.contains(what);
            case "method" ->
                known.contains(parts[2])
                        || known.contains(
                                parts[2].startsWith("<init>") ? "allDeclaredConstructors" : "allDeclaredMethods")
                        || known.contains(parts[2].startsWith("<init>") ? "allPublicConstructors" : "allPublicMethods");
            case "resource" ->
                resources.stream().anyMatch(each -> each.matcher(what).matches());
            case "bundle" -> bundles.contains(what);
            case "proxy" -> proxies.contains(what);
            default -> throw new IllegalArgumentException(reached);
        };
    }
}
