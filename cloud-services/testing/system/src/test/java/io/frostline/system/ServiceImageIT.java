package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Container;
import io.frostline.testing.CoreTime;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Images;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Test of a service as a cluster runs it: read-only image, unprivileged user, one core. */
@Tag("quiet")
class ServiceImageIT {
    private final Deployment cloud = Deployment.shared();
    private final int port = Deployment.freePort();

    @Test
    void answersItsFirstRequestAfterTwoSecondsOfOneCore(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        String image = Images.load(folder, "stock");
        assertThat(CoreTime.over(Duration.ofSeconds(2), folder, () -> firstAnswer(image)))
                .isEmpty();
        try (Container stock = start(image)) {
            stock.await("answering", Duration.ofSeconds(30), this::answers);
            assertThat(stock.exec("cat", "/proc/1/maps")).contains("/app/app.aot");
            assertThat(stock.exec("cat", "/proc/1/status"))
                    .containsPattern("Uid:\\s+10001\\s+10001")
                    .containsPattern("CapEff:\\s+0000000000000000");
        }
    }

    /** Returns the time within the service's control: without podman's own time and the time that others have the core. */
    private Duration firstAnswer(String image) {
        long begun = System.nanoTime();
        try (Container stock = start(image)) {
            stock.await("answering", Duration.ofSeconds(30), this::answers);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Duration core = coreTime(stock.pid());
            System.out.println("stock's image: first answer " + took.toMillis() + " ms after podman was asked, "
                    + core.toMillis() + " ms of a core");
            assertThat(took).isLessThanOrEqualTo(Duration.ofSeconds(8));
            return core;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Container start(String image) throws IOException {
        Map<String, String> environment = new TreeMap<>(cloud.environment(Part.STOCK));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.keySet().removeIf(name -> name.endsWith("OBJECT_STORE_DIRECTORY")); // a folder of this machine
        List<String> options = new ArrayList<>(List.of("--network", "host", "--cpus", "1", "--memory", "512m"));
        environment.forEach((name, value) -> options.addAll(List.of("-e", name + "=" + value)));
        return Container.start("frostline-test-stock-" + port, image, options, List.of());
    }

    private boolean answers() {
        return new RestClient("http://127.0.0.1:" + port).answers("/api/v1/lots");
    }

    private static Duration coreTime(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
    }
}
