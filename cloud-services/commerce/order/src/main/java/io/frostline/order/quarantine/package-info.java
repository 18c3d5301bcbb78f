/** Quarantines of rooms that were too warm, and their effects on the orders on their lots. */
@NullMarked
package io.frostline.order.quarantine;

import org.jspecify.annotations.NullMarked;
