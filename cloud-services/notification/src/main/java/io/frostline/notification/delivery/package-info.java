/** Sending of due deliveries: concurrent, by several instances, with backoff, and given up at last. */
@NullMarked
package io.frostline.notification.delivery;

import org.jspecify.annotations.NullMarked;
