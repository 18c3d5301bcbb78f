/** Quarantines of rooms that were too warm, and what becomes of the orders on their lots. */
@NullMarked
package io.frostline.order.quarantine;

import org.jspecify.annotations.NullMarked;
