/** Customers and their orders: each order is an action that takes stock and money, or leaves both. */
@NullMarked
package io.frostline.order.ordering;

import org.jspecify.annotations.NullMarked;
