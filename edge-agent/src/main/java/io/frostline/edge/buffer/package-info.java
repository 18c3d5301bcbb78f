/** Durable buffer of readings and log entries in SQLite: a chain of batches that are kept until the cloud has them. */
@NullMarked
package io.frostline.edge.buffer;

import org.jspecify.annotations.NullMarked;
