/** Runs the TCK of MicroProfile LRA against this coordinator, in processes of its own. */
@NullMarked
package io.frostline.tck;

import org.jspecify.annotations.NullMarked;
