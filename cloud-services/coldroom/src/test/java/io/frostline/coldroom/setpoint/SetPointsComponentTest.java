package io.frostline.coldroom.setpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.room.RoomKey;
import io.frostline.contract.batch.Batch;
import io.frostline.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "coldroom"))
class SetPointsComponentTest {
    private static final RoomKey COOLER = new RoomKey("pending", "cooler");

    @Inject
    SetPoints setPoints;

    @Test
    void isPendingUntilTheAgentHasSaidWhatBecameOfIt() {
        setPoints.set("pending", "cooler", 4, "Carmen");
        assertThat(pending()).contains(COOLER);
        report("1");
        assertThat(pending()).doesNotContain(COOLER);
        setPoints.set("pending", "cooler", 5, "Carmen");
        report("1");
        assertThat(pending()).as("of the version before").contains(COOLER);
    }

    private void report(String version) {
        Map<String, String> detail = Map.of("room", "cooler", "version", version, "reason", "too cold");
        setPoints.report("pending", List.of(new Batch.Entry(0, Batch.Entry.SET_POINT_REFUSED, "refused", detail)));
    }

    private List<RoomKey> pending() {
        return setPoints.pending().stream().map(each -> each.key).toList();
    }
}
