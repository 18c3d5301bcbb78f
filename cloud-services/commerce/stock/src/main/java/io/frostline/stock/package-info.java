/** Products, lots in rooms, and what of them is held for whom. */
@NullMarked
package io.frostline.stock;

import org.jspecify.annotations.NullMarked;
