/** Settings of the Kafka channels, creation of topics, and sending of records with key and headers. */
@NullMarked
package io.frostline.platform.kafka;

import org.jspecify.annotations.NullMarked;
