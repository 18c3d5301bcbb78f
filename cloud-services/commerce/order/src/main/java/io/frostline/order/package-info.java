/** Settings and events that all of order shares. */
@NullMarked
package io.frostline.order;

import org.jspecify.annotations.NullMarked;
