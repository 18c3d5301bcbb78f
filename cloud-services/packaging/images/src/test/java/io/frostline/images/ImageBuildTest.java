package io.frostline.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of an image of one jar on a base in which nothing runs: checks what is written, not how it starts. */
class ImageBuildTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private String options = "-Xmx8m";

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void anImageIsForItsPlatformAndRunsAsNobodySpecial(String architecture) throws Exception {
        Map<String, Tars.Entry> image = read(build("1", architecture));
        JsonNode config = config(image);
        assertThat(config.get("architecture").asText()).isEqualTo(architecture);
        assertThat(config.get("os").asText()).isEqualTo("linux");
        assertThat(config.at("/config/User").asText()).isEqualTo("10001:10001");
        assertThat(config.at("/config/Entrypoint/0").asText()).isEqualTo("/opt/java/bin/java");
        assertThat(config.at("/config/Labels/org.opencontainers.image.title").asText())
                .isEqualTo("A probe");
        assertThat(config.at("/config/Labels/org.opencontainers.image.version").asText())
                .isEqualTo("1.2");
        assertThat(config.at("/config/Labels/org.opencontainers.image.revision").asText())
                .isEqualTo("abc");
        Map<String, Tars.Entry> files = files(image);
        assertThat(entry(files, "etc/passwd").text()).contains("frostline:x:10001:10001:");
        assertThat(entry(files, "data/").header().getLongUserId()).isEqualTo(10001);
        assertThat(entry(files, "data/").header().getMode() & 0777).isEqualTo(0750);
        assertThat(entry(files, "app/probe.jar").header().getLongUserId()).isZero();
        assertThat(files).noneSatisfy((name, file) -> {
            assertThat(name).startsWith("app/");
            assertThat(file.header().getMode() & 0022).as("writable for others").isNotZero();
        });
    }

    @Test
    void theSameFilesAreTheSameImageWheneverTheyWereWritten() throws Exception {
        Path first = build("1", "amd64");
        Path second = build("2", "amd64");
        assertThat(first.getParent()).isNotEqualTo(second.getParent());
        assertThat(first).hasSameBinaryContentAs(second);
    }

    @Test
    void otherFilesOfTheSameNamesAreAnotherImage() throws Exception {
        assertThat(entry(files(read(build("1", "amd64"))), "app/java.options").text())
                .isEqualTo("-Xmx8m");
        options = "-Xmx9m";
        assertThat(entry(files(read(build("1", "amd64"))), "app/java.options").text())
                .isEqualTo("-Xmx9m");
    }

    @Test
    void saysWhatItIsMadeOfWithinAndBeside() throws Exception {
        Path archive = build("1", "amd64");
        Path beside = archive.resolveSibling(archive.getFileName().toString().replace(".tar", ".cdx.json"));
        assertThat(archive.getParent()).isDirectoryNotContaining("glob:**.part");
        assertThat(entry(files(read(archive)), "app/sbom.cdx.json").content()).isEqualTo(Files.readAllBytes(beside));
        assertThat(new JsonParser().validate(beside.toFile(), Version.VERSION_16))
                .isEmpty();
        JsonNode jar = JSON.readTree(Files.readString(beside)).at("/components/1");
        assertThat(jar.get("purl").asText()).isEqualTo("pkg:maven/org.example/probe@3.4?type=jar");
        assertThat(jar.at("/hashes/0/content").asText()).hasSize(64);
    }

    @Test
    void aBaseForAnotherMachineIsRefused() throws Exception {
        Path base = Tars.base(folder.resolve("base.tar"), "arm64");
        ImageBuild build = build(base, "1", "amd64");
        assertThatThrownBy(() -> build.build(List.of(new Probe(options)), true, folder, folder))
                .hasMessageContaining("arm64")
                .hasMessageContaining("amd64");
    }

    private Path build(String number, String architecture) throws Exception {
        Path base = folder.resolve("base-" + architecture + ".tar");
        if (!Files.exists(base)) {
            Tars.base(base, architecture);
        }
        Path target = folder.resolve("target-" + number);
        build(base, number, architecture).build(List.of(new Probe(options)), true, folder.resolve("lists"), target);
        return target.resolve("frostline-probe-1.2-linux-" + architecture + ".tar");
    }

    private ImageBuild build(Path base, String number, String architecture) {
        return new ImageBuild(
                folder,
                folder.resolve("work-" + number),
                new BaseImage(base.toString(), folder.resolve("cache-" + number)),
                new Platform("linux", architecture),
                new Labels("1.2", "abc"));
    }

    private static Map<String, Tars.Entry> read(Path archive) throws Exception {
        return Tars.read(Files.newInputStream(archive));
    }

    private static JsonNode config(Map<String, Tars.Entry> image) throws Exception {
        return JSON.readTree(blob(image, manifest(image).get("config")).text());
    }

    /** Returns the files that a container sees: later layers hide earlier ones. */
    private static Map<String, Tars.Entry> files(Map<String, Tars.Entry> image) throws Exception {
        Map<String, Tars.Entry> files = new TreeMap<>();
        for (JsonNode layer : manifest(image).get("layers")) {
            files.putAll(Tars.readLayer(blob(image, layer).content()));
        }
        return files;
    }

    private static Tars.Entry entry(Map<String, Tars.Entry> archive, String name) {
        return Optional.ofNullable(archive.get(name)).orElseThrow(() -> new AssertionError("no " + name));
    }

    private static JsonNode manifest(Map<String, Tars.Entry> image) throws Exception {
        JsonNode index = JSON.readTree(entry(image, "index.json").text());
        return JSON.readTree(blob(image, index.at("/manifests/0")).text());
    }

    private static Tars.Entry blob(Map<String, Tars.Entry> image, JsonNode descriptor) {
        return entry(image, "blobs/" + descriptor.get("digest").asText().replace(':', '/'));
    }

    private record Probe(String options) implements Product {
        /** Made once: it has the time at which it was made within. */
        private static final byte[] EMPTY_JAR = emptyJar();

        @Override
        public String name() {
            return "probe";
        }

        @Override
        public String title() {
            return "A probe";
        }

        @Override
        public Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived)
                throws java.io.IOException {
            files.write("/app/java.options", options.getBytes(StandardCharsets.UTF_8));
            files.write("/app/lib/org.example.probe-3.4.jar", EMPTY_JAR);
            Program.writeJar(files, "/app/probe.jar", "Probe", files.jarsBelow("/app/lib"));
            Program program = new Program("probe", files, "/app/probe.jar", "/app/java.options", "/app/app.aot");
            return new Contents(
                    files,
                    Map.of(program, new Rehearsal.Agent()),
                    program.command(java, archived),
                    List.of(),
                    Map.of("A", "b"),
                    List.of(80));
        }

        private static byte[] emptyJar() {
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            try {
                new java.util.jar.JarOutputStream(out, new java.util.jar.Manifest()).close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return out.toByteArray();
        }
    }
}
