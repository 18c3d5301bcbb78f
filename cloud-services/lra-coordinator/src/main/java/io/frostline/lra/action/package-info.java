/** Rules of an action and its participants: what may happen, and what follows. Pure: no database, no network, no clock. */
@NullMarked
package io.frostline.lra.action;

import org.jspecify.annotations.NullMarked;
