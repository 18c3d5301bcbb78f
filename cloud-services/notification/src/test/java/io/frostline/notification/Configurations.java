package io.frostline.notification;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Factory of configurations as a service reads them. */
public final class Configurations {
    private Configurations() {}

    /** Returns the defaults, except for these settings. */
    public static <T> T with(Class<T> mapping, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withDefaultValues(Map.of(
                        "frostline.notification.order-url", "http://order:1",
                        "frostline.notification.smtp.host", "mail",
                        "frostline.notification.smtp.port", "25"))
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(mapping);
    }
}
