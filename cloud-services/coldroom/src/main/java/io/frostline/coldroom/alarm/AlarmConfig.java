package io.frostline.coldroom.alarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.coldroom.alarms")
public interface AlarmConfig {
    /** Interval at which due alarms are looked for. */
    @WithDefault("1s")
    Duration poll();

    /** Time in which alarms of one room and severity that become known are gathered into one notice. */
    @WithDefault("2s")
    Duration gather();

    /** Pause between two notices of one kind, room and severity to the same level. Alarms in between share the next notice. */
    @WithDefault("1m")
    Duration pause();
}
