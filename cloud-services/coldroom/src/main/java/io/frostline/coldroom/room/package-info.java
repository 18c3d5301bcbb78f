/** Rooms: which sensors are in them, and which limits hold, from an instant on. */
@NullMarked
package io.frostline.coldroom.room;

import org.jspecify.annotations.NullMarked;
