package io.frostline.images;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Reader and writer of archives for tests. */
final class Tars {
    private Tars() {}

    record Entry(TarArchiveEntry header, byte[] content) {
        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    static Map<String, Entry> read(InputStream in) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), new Entry(entry, tar.readAllBytes()));
            }
        }
        return entries;
    }

    static Map<String, Entry> readLayer(byte[] layer) throws IOException {
        return read(new GZIPInputStream(new ByteArrayInputStream(layer)));
    }

    /** Returns a base image whose JAVA_HOME contains nothing that runs. */
    static Path base(Path file, String architecture) throws Exception {
        byte[] layer = write(Map.of(
                "./opt/java/bin/java", "no program of any machine",
                "./opt/java/release", "JAVA_VERSION=\"25\"",
                "./etc/passwd", "root:x:0:0::/:/bin/sh\n"));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(layer));
        Map<String, byte[]> image = new LinkedHashMap<>();
        image.put("config.json", """
                {"created":"1970-01-01T00:00:00Z","architecture":"%s","os":"linux",
                "config":{"Env":["PATH=/bin","JAVA_HOME=/opt/java"]},
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
                """.formatted(architecture, digest).getBytes(StandardCharsets.UTF_8));
        image.put("layer.tar", layer);
        image.put(
                "manifest.json",
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"base:1\"],\"Layers\":[\"layer.tar\"]}]"
                        .getBytes(StandardCharsets.UTF_8));
        return Files.write(file, writeBytes(image));
    }

    private static byte[] write(Map<String, String> files) throws IOException {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return writeBytes(bytes);
    }

    private static byte[] writeBytes(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
