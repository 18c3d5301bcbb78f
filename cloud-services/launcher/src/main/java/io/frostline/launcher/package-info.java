/** Commands of {@code frostline}, the embedded PostgreSQL, Kafka, MQTT and mail servers, the child processes, and the demo. */
@NullMarked
package io.frostline.launcher;

import org.jspecify.annotations.NullMarked;
