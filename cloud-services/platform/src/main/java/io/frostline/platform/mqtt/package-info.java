/** Clients of the MQTT broker, which reconnect by themselves. */
@NullMarked
package io.frostline.platform.mqtt;

import org.jspecify.annotations.NullMarked;
