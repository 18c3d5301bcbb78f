/** How what is due goes out: side by side, by several instances, with pauses, and given up at last. */
@NullMarked
package io.frostline.notification.delivery;

import org.jspecify.annotations.NullMarked;
