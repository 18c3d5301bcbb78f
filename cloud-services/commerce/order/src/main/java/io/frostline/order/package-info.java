/** Settings and events that all packages of order share. */
@NullMarked
package io.frostline.order;

import org.jspecify.annotations.NullMarked;
