/** Set points: what is wanted of a room, sent until its agent has said what became of it. */
@NullMarked
package io.frostline.coldroom.setpoint;

import org.jspecify.annotations.NullMarked;
