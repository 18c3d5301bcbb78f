/** Continuity of a site's batches, and the proof that evidence and segments say the same. */
@NullMarked
package io.frostline.history.continuity;

import org.jspecify.annotations.NullMarked;
