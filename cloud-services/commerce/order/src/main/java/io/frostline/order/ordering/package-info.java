/** Customers and their orders. Each order is an action that takes both stock and money, or neither. */
@NullMarked
package io.frostline.order.ordering;

import org.jspecify.annotations.NullMarked;
