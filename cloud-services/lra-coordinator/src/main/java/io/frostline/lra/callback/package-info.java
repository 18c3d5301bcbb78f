/** Calls of participants, and what takes up calls that are due. */
@NullMarked
package io.frostline.lra.callback;

import org.jspecify.annotations.NullMarked;
