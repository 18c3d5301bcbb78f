/** Cold rooms: what they are to be like, and when they were not. */
@NullMarked
package io.frostline.coldroom;

import org.jspecify.annotations.NullMarked;
