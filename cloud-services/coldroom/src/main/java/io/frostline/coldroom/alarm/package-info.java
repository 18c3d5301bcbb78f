/** Alarms: who is told of an excursion, who is called when nobody acknowledges it, and what was told to whom. */
@NullMarked
package io.frostline.coldroom.alarm;

import org.jspecify.annotations.NullMarked;
