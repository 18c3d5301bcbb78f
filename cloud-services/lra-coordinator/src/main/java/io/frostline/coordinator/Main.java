package io.frostline.coordinator;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tells Narayana where its log is before any class of it is loaded: it looks once, and early. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Config config = ConfigProvider.getConfig();
        String store = config.getOptionalValue("frostline.coordinator.store", String.class)
                .orElse(CoordinatorConfig.STORE);
        for (String name : List.of("", "stateStore.", "communicationStore.")) {
            System.setProperty("ObjectStoreEnvironmentBean." + name + "objectStoreDir", store);
        }
        System.setProperty(
                "CoreEnvironmentBean.nodeIdentifier",
                config.getOptionalValue("frostline.coordinator.node", String.class)
                        .orElse(CoordinatorConfig.NODE));
        Quarkus.run(args);
    }
}
