/** Long-running actions over MicroProfile LRA's REST protocol: starting and ending them, and taking part. */
@NullMarked
package io.frostline.platform.saga;

import org.jspecify.annotations.NullMarked;
