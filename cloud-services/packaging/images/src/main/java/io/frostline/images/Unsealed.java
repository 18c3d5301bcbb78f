package io.frostline.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Jars of sealed packages, with the seal removed. A JVM that maps a class of an archive marks its package as sealed by the jar's
 * path at the archive's making, or as not sealed. It then refuses each of the package's classes that is not in the archive.
 */
final class Unsealed {
    private Unsealed() {}

    /** Rewrites a jar without seals, if it has any. */
    static void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null || !isSealed(manifest)) {
                return;
            }
            manifest.getMainAttributes().remove(Attributes.Name.SEALED);
            manifest.getEntries().values().forEach(entry -> entry.remove(Attributes.Name.SEALED));
            try (JarOutputStream out = new JarOutputStream(bytes)) {
                for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                    JarEntry copy = new JarEntry(entry.getName());
                    copy.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(copy);
                    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        manifest.write(out);
                    } else {
                        try (InputStream in = jar.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                    }
                    out.closeEntry();
                }
            }
        }
        Files.write(file, bytes.toByteArray());
    }

    private static boolean isSealed(Manifest manifest) {
        return isSealed(manifest.getMainAttributes())
                || manifest.getEntries().values().stream().anyMatch(Unsealed::isSealed);
    }

    private static boolean isSealed(Attributes attributes) {
        return "true".equalsIgnoreCase(attributes.getValue(Attributes.Name.SEALED));
    }
}
