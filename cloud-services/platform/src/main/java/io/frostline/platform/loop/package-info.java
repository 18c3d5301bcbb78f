/** Background work that is repeated, and the backoff between attempts. */
@NullMarked
package io.frostline.platform.loop;

import org.jspecify.annotations.NullMarked;
