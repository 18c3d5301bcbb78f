package io.frostline.coldroom;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.coldroom")
public interface ColdroomConfig {
    /** Where history answers. */
    URI historyUrl();

    /** How often history is asked for what arrived: twice as often costs half as much again. */
    @WithDefault("2s")
    Duration poll();

    /** Late readings are waited for this long before what they touch is evaluated again: so often once for many. */
    @WithDefault("1s")
    Duration quiet();

    /** But not longer than this. */
    @WithDefault("10s")
    Duration patience();

    /** How often it is kept how far was followed; what came since is read again after a kill. */
    @WithDefault("30s")
    Duration checkpoint();

    /** How often the duration and the peak of an excursion that goes on are written. */
    @WithDefault("10s")
    Duration current();
}
