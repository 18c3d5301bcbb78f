/** Following of history, and storage of the excursions in its readings. */
@NullMarked
package io.frostline.coldroom.following;

import org.jspecify.annotations.NullMarked;
