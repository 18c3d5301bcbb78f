/** Settings and the clock that all packages of history share. */
@NullMarked
package io.frostline.history;

import org.jspecify.annotations.NullMarked;
