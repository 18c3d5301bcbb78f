package io.frostline.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsealedTest {
    @TempDir
    private Path folder;

    @Test
    void aSealedJarIsTheSameWithoutItsSeal() throws Exception {
        Path file = jar("sealed.jar", "true");
        Unsealed.write(file);
        try (JarFile jar = new JarFile(file.toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue(Attributes.Name.SEALED)).isNull();
            assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
                    .isEqualTo("Secret");
            assertThat(jar.getInputStream(jar.getEntry("org/example/Secret.class")))
                    .hasContent("code");
        }
    }

    @Test
    void anyOtherJarIsLeftAsItIs() throws Exception {
        Path file = jar("open.jar", "false");
        byte[] before = Files.readAllBytes(file);
        Unsealed.write(file);
        assertThat(file).hasBinaryContent(before);
    }

    private Path jar(String name, String sealed) throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.IMPLEMENTATION_TITLE, "Secret");
        attributes.put(Attributes.Name.SEALED, sealed);
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("org/example/Secret.class"));
            jar.write("code".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return file;
    }
}
