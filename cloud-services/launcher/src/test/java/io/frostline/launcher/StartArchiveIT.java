package io.frostline.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArchiveIT {
    @TempDir
    private Path folder;

    private Path jar;
    private StartArchive archive;

    @BeforeEach
    void made() throws IOException {
        jar = Files.createDirectories(folder.resolve("lib/main")).resolve("order.jar");
        Files.writeString(jar, "classes");
        archive = new StartArchive(List.of(folder.resolve("lib")), folder.resolve("app.aot"));
        assertThat(archive.isCurrent()).isFalse();
        assertThat(archive.use()).isEmpty();
        Files.writeString(folder.resolve("app.aot"), "as the JVM wrote it");
        archive.record();
        assertThat(archive.use()).containsExactly("-XX:AOTCache=" + folder.resolve("app.aot"));
    }

    @Test
    void staysWhatItIsWhenTheSameIsBuiltAgain() throws IOException {
        FileTime before = Files.getLastModifiedTime(jar);
        Files.writeString(jar, "classes");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        assertThat(archive.isCurrent()).isTrue();
        assertThat(Files.getLastModifiedTime(jar))
                .as("by which the JVM knows it")
                .isEqualTo(before);
    }

    @Test
    void isNotOfOtherJars() throws IOException {
        Files.writeString(jar, "others!");
        assertThat(archive.isCurrent()).isFalse();
        Files.writeString(jar, "classes");
        Files.writeString(folder.resolve("lib/more.jar"), "more");
        assertThat(archive.isCurrent()).isFalse();
    }

    @Test
    void isGoneWhileItIsMade() throws IOException {
        assertThat(archive.make()).containsExactly("-XX:AOTCacheOutput=" + folder.resolve("app.aot"));
        assertThat(archive.isCurrent()).isFalse();
        assertThatThrownBy(archive::record).isInstanceOf(IOException.class).hasMessageContaining("made no");
    }
}
