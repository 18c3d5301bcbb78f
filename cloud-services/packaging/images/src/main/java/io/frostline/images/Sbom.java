package io.frostline.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bill of materials of an image in CycloneDX 1.6: each jar in it by its Maven coordinates and its hash. */
final class Sbom {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FILE = Pattern.compile(
            "(?:(?<group>[a-z][\\w-]*(?:\\.[\\w-]+)+)\\.)?(?<name>[A-Za-z].*?)-(?<version>\\d.*)\\.jar");
    private static final Pattern COORDINATES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

    private Sbom() {}

    static byte[] of(Product product, String version, String base, FileTree files) throws IOException {
        ObjectNode bom = JSON.createObjectNode();
        bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
        ObjectNode image = bom.putObject("metadata").putObject("component");
        image.put("type", "container")
                .put("name", "frostline/" + product.name())
                .put("version", version);
        image.put("bom-ref", "image").put("description", product.title());
        ArrayNode components = bom.putArray("components");
        components.addObject().put("type", "container").put("name", base).put("bom-ref", "base");
        for (Path file : files.files()) {
            if (file.toString().endsWith(".jar")) {
                describe(components.addObject(), file, files.inImage(file));
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(bom);
    }

    private static void describe(ObjectNode component, Path file, String path) throws IOException {
        Coordinates jar = Coordinates.of(file);
        component.put("type", "library");
        if (!jar.group.isEmpty()) {
            component.put("group", jar.group);
        }
        component.put("name", jar.name);
        if (!jar.version.isEmpty()) {
            component.put("version", jar.version);
        }
        if (!jar.group.isEmpty() && !jar.version.isEmpty()) {
            component.put("purl", "pkg:maven/" + jar.group + "/" + jar.name + "@" + jar.version + "?type=jar");
        }
        component.put("bom-ref", path);
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256(file));
        component.putObject("evidence").putArray("occurrences").addObject().put("location", path);
    }

    private record Coordinates(String group, String name, String version) {
        static Coordinates of(Path file) throws IOException {
            String fileName = file.getFileName().toString();
            try (JarFile jar = new JarFile(file.toFile())) {
                List<JarEntry> found = Collections.list(jar.entries()).stream()
                        .filter(entry -> COORDINATES.matcher(entry.getName()).matches())
                        .toList();
                for (JarEntry entry : found) {
                    Properties properties = new Properties();
                    try (InputStream in = jar.getInputStream(entry)) {
                        properties.load(in);
                    }
                    Coordinates own = new Coordinates(
                            properties.getProperty("groupId", ""),
                            properties.getProperty("artifactId", ""),
                            properties.getProperty("version", ""));
                    // a jar that was shaded into another brings its own properties along
                    if (fileName.contains(own.name + "-" + own.version) || fileName.equals(own.name + ".jar")) {
                        return own;
                    }
                }
            }
            return byName(fileName);
        }

        private static Coordinates byName(String fileName) {
            Matcher parts = FILE.matcher(fileName);
            if (!parts.matches()) {
                return new Coordinates("", fileName, "");
            }
            String group = parts.group("group");
            return new Coordinates(group == null ? "" : group, parts.group("name"), parts.group("version"));
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the hash of a tree's jars and of a JVM, on which an archive of classes depends. */
    static String sha256(FileTree files, JavaHome java) throws IOException {
        MessageDigest digest = sha256();
        digest.update(Files.readAllBytes(java.folder().resolve("release")));
        for (Path file : files.files()) {
            if (file.toString().endsWith(".jar")) {
                digest.update((files.inImage(file) + sha256(file)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
