/** Consumption of the readings topic: each poll is stored with its offsets in one transaction, and refused messages are kept. */
@NullMarked
package io.frostline.history.ingest;

import org.jspecify.annotations.NullMarked;
