/** Continuity of a site's batches, and the proof that evidence and segments hold the same readings. */
@NullMarked
package io.frostline.history.continuity;

import org.jspecify.annotations.NullMarked;
