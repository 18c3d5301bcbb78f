/** Bridge from MQTT to Kafka: checks transfers and plain readings, and sends a receipt once Kafka has them. */
@NullMarked
package io.frostline.intake;

import org.jspecify.annotations.NullMarked;
