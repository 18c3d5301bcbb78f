/** Background work for which no answer waits. */
@NullMarked
package io.frostline.history.maintenance;

import org.jspecify.annotations.NullMarked;
