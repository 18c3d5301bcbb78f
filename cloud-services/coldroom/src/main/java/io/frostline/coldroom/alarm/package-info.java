/** Alarms: who is told of an excursion, who is called when nobody acknowledges it, and which notices were sent to whom. */
@NullMarked
package io.frostline.coldroom.alarm;

import org.jspecify.annotations.NullMarked;
