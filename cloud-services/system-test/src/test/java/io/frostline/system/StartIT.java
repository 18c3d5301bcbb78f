package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every service answers within two seconds of one core: it starts from its archive. */
class StartIT {
    private final Deployment cloud = Deployment.shared();

    @ParameterizedTest
    @EnumSource(
            names = {"HISTORY", "INTAKE", "LRA_COORDINATOR", "STOCK", "PAYMENT", "ORDER", "NOTIFICATION", "COLDROOM"})
    void takesTwoSecondsOfOneCoreUntilItIsReady(Part part) {
        cloud.startCommerce();
        cloud.startNotification();
        cloud.startColdroom();
        cloud.process(part).stop();
        cloud.start(part);
        // not the time: others run on the same cores
        assertThat(cloud.process(part).cpu()).isLessThan(Duration.ofSeconds(2));
        assertThat(cloud.process(part).log())
                .as("where the JVM says that the archive is not of this program")
                .doesNotContain("[aot]", "[cds]");
    }
}
