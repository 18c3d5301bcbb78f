/** Follows history, and keeps the excursions that are in its readings. */
@NullMarked
package io.frostline.coldroom.following;

import org.jspecify.annotations.NullMarked;
