/** Work that is repeated in the background, and the pauses between attempts. */
@NullMarked
package io.frostline.platform.loop;

import org.jspecify.annotations.NullMarked;
