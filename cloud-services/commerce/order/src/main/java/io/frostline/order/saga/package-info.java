/** Actions on orders and quarantines: begun, decided, ended or retried. */
@NullMarked
package io.frostline.order.saga;

import org.jspecify.annotations.NullMarked;
