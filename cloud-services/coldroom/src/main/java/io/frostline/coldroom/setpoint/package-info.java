/** Set points: the requested temperature of a room, sent until its agent has reported the outcome. */
@NullMarked
package io.frostline.coldroom.setpoint;

import org.jspecify.annotations.NullMarked;
