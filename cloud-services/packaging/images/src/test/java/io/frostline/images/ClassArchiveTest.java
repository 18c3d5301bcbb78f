package io.frostline.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @Test
    void aListHoldsTheClassesAndThenTheirLambdasInAnOrderOfItsOwn(@TempDir Path folder) throws Exception {
        Path listed = Files.write(
                folder.resolve("listed"),
                List.of(
                        "# NOTE: Do not modify this file.",
                        "java/util/TreeMap id: 17",
                        "java/lang/Object id: 0",
                        "@lambda-proxy java/lang/Object run ()V",
                        "@cp java/lang/Object 1 2 7",
                        "@lambda-proxy java/lang/Object run ()V",
                        "java/lang/Object id: 0"));
        Path list = folder.resolve("lists/list");
        ClassArchive.tidy(listed, list);
        assertThat(list).hasContent("""
                java/lang/Object
                java/util/TreeMap
                @lambda-proxy java/lang/Object run ()V
                @lambda-proxy java/lang/Object run ()V""");
    }
}
