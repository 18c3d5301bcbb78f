/** Cold rooms: their required conditions, and the times at which these were not met. */
@NullMarked
package io.frostline.coldroom;

import org.jspecify.annotations.NullMarked;
