/** Products, lots in rooms, and the quantities of them held for orders. */
@NullMarked
package io.frostline.stock;

import org.jspecify.annotations.NullMarked;
