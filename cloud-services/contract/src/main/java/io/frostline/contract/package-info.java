/** Names of the MQTT and Kafka topics, and of the sites in them. */
@NullMarked
package io.frostline.contract;

import org.jspecify.annotations.NullMarked;
