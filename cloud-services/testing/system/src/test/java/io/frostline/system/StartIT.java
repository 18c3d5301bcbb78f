package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.CoreTime;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Test that every service, started from its archive, answers within two seconds of one core's time. */
@Tag("quiet")
class StartIT {
    private final Deployment cloud = Deployment.shared();

    @ParameterizedTest
    @EnumSource(
            names = {"HISTORY", "INTAKE", "LRA_COORDINATOR", "STOCK", "PAYMENT", "ORDER", "NOTIFICATION", "COLDROOM"})
    void takesTwoSecondsOfOneCoreUntilItIsReady(Part part, @TempDir Path folder) {
        cloud.ensure(Deployment.COMMERCE);
        cloud.ensure(List.of(Part.NOTIFICATION));
        cloud.ensure(List.of(Part.COLDROOM));
        assertThat(CoreTime.over(Duration.ofSeconds(2), folder, () -> {
                    cloud.process(part).stop();
                    cloud.start(part);
                    return cloud.process(part).cpu();
                }))
                .isEmpty();
        assertThat(cloud.process(part).log())
                .as("where the JVM says that the archive is not of this program")
                .doesNotContain("[aot]", "[cds]");
    }
}
