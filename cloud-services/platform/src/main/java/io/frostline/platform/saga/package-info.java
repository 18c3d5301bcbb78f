/** Long-running actions by MicroProfile LRA's REST protocol: who starts and ends them, and who takes part. */
@NullMarked
package io.frostline.platform.saga;

import org.jspecify.annotations.NullMarked;
