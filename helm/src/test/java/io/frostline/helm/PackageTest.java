package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the charts in a release. */
class PackageTest {
    @Test
    void isAChartThatHelmReadsAndTheSameEachTime(@TempDir Path first, @TempDir Path second) throws Exception {
        List<Path> made = packaged(first);
        assertThat(made)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("frostline-0.1.0.tgz", "frostline-edge-0.1.0.tgz");
        for (Path again : packaged(second)) {
            assertThat(Files.mismatch(again, first.resolve(again.getFileName())))
                    .isEqualTo(-1);
        }
        String rendered = new Helm(made.getFirst())
                .template()
                .withName("frostline")
                .withNamespace("cold")
                .withKubeVersion(Chart.KUBERNETES)
                .call();
        assertThat(Chart.parse(rendered)).extracting(Manifest::toString).contains("StatefulSet frostline");
    }

    private static List<Path> packaged(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Chart.root().resolve("helm/package").toString(), folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
