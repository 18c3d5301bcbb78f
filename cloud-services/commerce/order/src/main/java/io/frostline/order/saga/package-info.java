/** Sagas on orders and quarantines: how they begin, are decided, end and are retried. */
@NullMarked
package io.frostline.order.saga;

import org.jspecify.annotations.NullMarked;
