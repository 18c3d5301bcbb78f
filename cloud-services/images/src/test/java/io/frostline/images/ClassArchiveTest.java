package io.frostline.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @Test
    void aListHoldsTheClassesAloneInAnOrderOfItsOwn(@TempDir Path folder) throws Exception {
        Path listed = Files.write(
                folder.resolve("listed"),
                List.of(
                        "# NOTE: Do not modify this file.",
                        "java/util/TreeMap id: 17",
                        "java/lang/Object id: 0",
                        "@lambda-proxy java/lang/Object run ()V",
                        "@cp java/lang/Object 1 2 7",
                        "org/example/sealed/Secret id: 18",
                        "java/lang/Object id: 0"));
        Path list = folder.resolve("lists/list");
        ClassArchive.tidy(listed, list, files(folder));
        assertThat(list).hasContent("""
                @lambda-proxy java/lang/Object run ()V
                java/lang/Object
                java/util/TreeMap""");
    }

    /** With a jar of whose packages the JVM would map but a part, unsealed. */
    private static FileTree files(Path folder) throws Exception {
        FileTree files = new FileTree(folder.resolve("files"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.SEALED, "true");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("org/example/sealed/Secret.class"));
        }
        files.write("/app/lib/sealed-1.jar", bytes.toByteArray());
        return files;
    }
}
