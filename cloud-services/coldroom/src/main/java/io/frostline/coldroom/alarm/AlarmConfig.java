package io.frostline.coldroom.alarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.coldroom.alarms")
public interface AlarmConfig {
    /** How often to look for what is to be told. */
    @WithDefault("1s")
    Duration poll();

    /** Alarms of one room and severity that become known this soon after each other are one notice. */
    @WithDefault("2s")
    Duration gather();

    /** Between two notices of one kind, room and severity to the same level: what comes meanwhile is the next one. */
    @WithDefault("1m")
    Duration pause();
}
