/** Batches as they arrived with their original bytes, the log entries in them, and the readings that are in no segment yet. */
@NullMarked
package io.frostline.history.evidence;

import org.jspecify.annotations.NullMarked;
