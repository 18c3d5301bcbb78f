/** Events that are published if and only if the change that they report was committed. */
@NullMarked
package io.frostline.platform.outbox;

import org.jspecify.annotations.NullMarked;
